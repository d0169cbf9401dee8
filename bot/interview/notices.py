"""What is told rather than asked: the language, the honest notice, safety, help, who can see what."""

from __future__ import annotations

from bot.interview import events
from bot.interview.buttons import button, return_row
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known
from bot.interview.languages import OWN_NAMES
from bot.text import Button, Line, Screen, Text, _, screen, verbatim

STAYING = _("• Your messages stay in this chat, and nothing is covered: you have switched that off.")


def language(draft: Draft, known: Known) -> Screen:
    rows = [(button(verbatim(OWN_NAMES[code]), events.Spoke(code)),) for code in known.languages]
    return screen(Line(_("Choose your language"), strong=True), rows=tuple(rows))


def notice(draft: Draft, known: Known) -> Screen:
    """All that is promised, short enough for one screen of a small phone; More has the rest."""
    return screen(
        Line(_("Before you begin"), strong=True),
        *_points(
            _(
                "• Telegram can see this chat and who you are. "
                "Our staff read your report, but never see your account, name or number."
            ),
            _(
                "• We cannot protect a phone that is taken from you. "
                "Contact with us may be punishable where you are."
            ),
            _("• Nothing is saved until you see ✅. Only Submit sends it to us. You may stop at any moment."),
            # Telegram makes a link of a command, and panic does not ask: it stands nowhere with its stroke.
            _("• /delete takes back an unfinished report at any time, and a sent one within 24 hours."),
            _("• We never ask for your phone number, a login code, a password or money."),
            _("• We are not a rescue service. In danger now: get to safety, 112 in most countries."),
            _("• If we are silent for a day, send again what has no ✅."),
        ),
        rows=(
            (
                button(_("Continue"), events.Agreed()),
                button(_("More"), events.Went(Place.MORE)),
            ),
        ),
    )


def more(draft: Draft, known: Known) -> Screen:
    """The rest of the notice, and of Safety."""
    onwards = ((button(_("Safety"), events.Went(Place.SAFETY)),), return_row())
    return screen(
        Line(_("What we can and cannot protect"), strong=True),
        _(
            "• Once an answer has its ✅, your own message is removed from this chat. After ten minutes "
            "of silence a neutral line takes the place of what we wrote. Files stay until you send "
            "the report, or for 40 hours. Under Safety you can switch this off."
        )
        if draft.traceless
        else STAYING,
        _(
            "• Telegram lets a bot delete only what is less than 48 hours old. "
            "Delete what is older, and what was not saved, yourself."
        ),
        _(
            "• Within 24 hours /delete takes back a sent report at once, all of it. Later, how to reach you "
            "and your unfinished report go at once; what the sent report says goes after "
            "a moderator's reasoned answer, because somebody else may be holding your phone."
        ),
        _(
            "• “Delete everything” under Safety deletes at once whatever may still be deleted here, and all "
            "that leads to you. Sent reports stay with us."
        ),
        _("• Keep no photos of documents on this phone longer than you need them."),
        _("• Think about who can see your screen. We cannot undo what was seen."),
        _("• An unfinished report is deleted after 72 hours without a word from you."),
        rows=onwards if draft.warned else ((button(_("Continue"), events.Agreed()),),),
    )


def safety(draft: Draft, known: Known) -> Screen:
    return screen(
        Line(_("Safety"), strong=True),
        *_points(
            _(
                "• In danger now: get to people you trust. 112 works in most countries; "
                "the call may reach the police. We cannot send help."
            ),
            _(
                "• Use a screen lock, turn off message previews for this chat, "
                "and tell only people you trust that you wrote to us."
            ),
            _("• We never ask for your phone number, a login code, a password or money."),
            *_own_bots(known),
            _("• “Delete everything” asks first. The same in the bot's menu does not ask."),
            _("• To remove this chat: open its menu, choose Delete chat, and delete it for both sides."),
            _("• What has its ✅ leaves this chat.") if draft.traceless else STAYING,
        ),
        rows=(
            (button(_("Delete everything"), events.Went(Place.PANIC)),),
            (_switch(draft),),
            (button(_("More"), events.Went(Place.MORE)), *return_row()),
        ),
    )


def _points(*texts: Text) -> tuple[Line, ...]:
    """One under the other: with gaps they would not fit."""
    return tuple(Line(text, tight=number > 0) for number, text in enumerate(texts))


def _switch(draft: Draft) -> Button:
    if draft.traceless:
        return button(_("Leave my messages in this chat"), events.Switched(0))
    return button(_("Remove my messages once saved"), events.Switched(1))


def sure(draft: Draft, known: Known) -> Screen:
    """What the button under Safety asks before it does it."""
    return screen(
        Line(_("Delete everything?"), strong=True),
        _(
            "At once: your unfinished report and its files, how we can reach you, and all of this chat "
            "that is less than 48 hours old, on both sides. Telegram lets no bot delete what is older."
        ),
        _(
            "Reports that you have sent stay with us. From this chat you can no longer take them back, "
            "add to them or see them. To take one back first, use /delete."
        ),
        rows=((button(_("Yes, delete everything"), events.Panicked()),), return_row()),
    )


def _own_bots(known: Known) -> tuple[Text, ...]:
    if not known.bots:
        return ()
    names = ", ".join(f"@{name}" for name in known.bots)
    return (_("• These bots are ours: {names}. No other is.", names=names),)


def help_(draft: Draft, known: Known) -> Screen:
    return screen(
        Line(_("How this works"), strong=True),
        _("I ask one question at a time. Answer with the buttons, or write in your own way."),
        _("Back opens your last answer again, Skip leaves a question out, Pause keeps everything for later."),
        _(
            "/start – the menu\n/language – another language\n/status – your cases\n"
            "/privacy – who can see what\n/cancel – leave what you are doing; your answers are kept\n"
            "/delete – take back a report"
        ),
        _(
            "The command “panic”, in the menu or typed with / before it, deletes everything at once. "
            "It does not ask."
        ),
        rows=(return_row(),),
    )


def privacy(draft: Draft, known: Known) -> Screen:
    return screen(
        Line(_("Who can see what"), strong=True),
        _("• Telegram can see this chat and your account."),
        _("• Our staff read what you send as a report. They never see your account, name or number."),
        _("• A report is stored sealed: without our keys nobody can read it."),
        _("• How to reach you is kept apart, sealed, and only this bot can use it."),
        _(
            "• Photos and recordings keep hidden data, such as where they were made. "
            "Staff only get copies without it."
        ),
        _("• An unfinished report is deleted after 72 hours without a word from you."),
        rows=(return_row(),),
    )
