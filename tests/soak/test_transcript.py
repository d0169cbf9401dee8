"""Reading the wire against the outbox: in order, all of it, and twice only after a kill."""

from __future__ import annotations

from dataclasses import replace

from tests.soak.history import Call, Posted
from tests.soak.transcript import Twice, read, read_all

CHAT, GROUP = 501, -100


def panel(slot: int, text: str) -> Posted:
    return Posted(slot, "witness", CHAT, "panel", text)


def notice(slot: int, text: str) -> Posted:
    return Posted(slot, "staff", CHAT, "message", text)


def card(slot: int, text: str) -> Posted:
    return Posted(slot, "staff", GROUP, "card", text)


def send(text: str, life: int = 1, chat: int = CHAT) -> Call:
    return Call("staff", life, "sendMessage", chat, text, made=9)


def edit(text: str, life: int = 1, chat: int = CHAT, *, done: bool = True) -> Call:
    return Call("staff", life, "editMessageText", chat, text, messages=(9,), done=done)


def delete(*messages: int, life: int = 1) -> Call:
    return Call("witness", life, "deleteMessage", CHAT, messages=messages)


def test_each_row_once_and_in_order_is_good() -> None:
    reading = read([panel(1, "One"), panel(2, "Two")], [send("One"), edit("Two")])
    assert (reading.twice, reading.problem) == ((), "")


def test_an_inversion_is_found() -> None:
    assert read([notice(1, "One"), notice(2, "Two")], [send("Two"), send("One")]).problem


def test_what_is_never_said_is_found() -> None:
    assert "never said" in read([notice(1, "One"), notice(2, "Two")], [send("One")]).problem


def test_a_message_again_after_a_kill_is_counted_with_the_life_that_ended() -> None:
    reading = read([notice(1, "One")], [send("One", life=3), send("One", life=4)])
    assert reading == replace(reading, twice=(Twice("staff", CHAT, 3, "One"),), problem="")


def test_a_message_again_without_a_kill_is_found() -> None:
    assert read([notice(1, "One")], [send("One"), send("One")]).problem


def test_the_same_words_meant_twice_are_no_repetition() -> None:
    reading = read([notice(1, "One"), notice(2, "One")], [send("One"), send("One", life=2)])
    assert (reading.twice, reading.problem) == ((), "")


def test_the_same_words_meant_twice_and_sent_three_times_are_one_repetition() -> None:
    calls = [send("One"), send("One", life=2), send("One", life=2)]
    reading = read([notice(1, "One"), notice(2, "One")], calls)
    assert (len(reading.twice), reading.problem) == (1, "")


def test_a_repetition_after_the_next_message_is_an_inversion() -> None:
    rows = [notice(1, "One"), notice(2, "Two")]
    assert read(rows, [send("One"), send("Two"), send("One", life=2)]).problem


def test_an_edit_again_is_not_a_message_twice() -> None:
    reading = read([panel(1, "One")], [edit("One"), edit("One", life=2)])
    assert (reading.twice, reading.problem) == ((), "")


def test_a_message_that_is_gone_is_sent_anew() -> None:
    reading = read([panel(1, "One")], [edit("One", done=False), send("One")])
    assert (reading.twice, reading.problem) == ((), "")


def test_an_old_panel_goes_after_the_new_one() -> None:
    rows = [panel(1, "One"), Posted(2, "witness", CHAT, "erase", messages=(4, 5))]
    reading = read(rows, [send("One"), delete(3), delete(4, 5)])
    assert (reading.twice, reading.problem) == ((), "")


TAKES_ALONG = Posted(1, "witness", CHAT, "panel", "One", messages=(4,))


def test_what_a_panel_takes_along_goes_after_it_and_again_after_a_kill() -> None:
    rows = [TAKES_ALONG, notice(2, "Two")]
    calls = [edit("One"), delete(4), edit("One", life=2), delete(4), send("Two", life=2)]
    assert (read(rows, calls).twice, read(rows, calls).problem) == ((), "")


def test_what_a_panel_takes_along_must_go_before_the_next_message() -> None:
    assert read([TAKES_ALONG, notice(2, "Two")], [edit("One"), send("Two")]).problem
    assert "not erased" in read([TAKES_ALONG], [edit("One")]).problem
    assert read([TAKES_ALONG], [delete(4), edit("One")]).problem


def test_messages_that_nobody_meant_to_erase_are_found() -> None:
    rows = [Posted(1, "witness", CHAT, "erase", messages=(4,))]
    assert read(rows, [delete(5)]).problem


def test_what_took_the_place_of_another_may_be_all_that_is_said() -> None:
    reading = read([card(1, "New"), card(1, "Claimed")], [send("Claimed")])
    assert (reading.twice, reading.problem) == ((), "")


def test_what_took_a_place_has_to_be_said() -> None:
    assert "Claimed" in read([card(1, "New"), card(1, "Claimed")], [send("New")]).problem


def test_a_second_card_in_other_words_is_a_message_twice() -> None:
    reading = read([card(1, "New"), card(1, "Claimed")], [send("New"), send("Claimed", life=2)])
    assert (len(reading.twice), reading.problem) == (1, "")


def test_a_second_card_without_a_kill_is_found() -> None:
    assert read([card(1, "New"), card(2, "Claimed")], [send("New"), send("Claimed")]).problem


def test_in_a_group_each_case_has_its_own_order() -> None:
    rows = [card(1, "K7-4FQ2 new"), card(2, "Z9-0000 urgent")]
    calls = [send("Z9-0000 urgent", chat=GROUP), send("K7-4FQ2 new", chat=GROUP)]
    assert [reading.problem for reading in read_all(rows, calls)] == ["", ""]


def copied(slot: int, text: str) -> Posted:
    return Posted(slot, "staff", CHAT, "copy", text)


def test_a_private_copy_is_a_neutral_line_and_then_an_edit() -> None:
    calls = [send("One moment."), edit("The story"), send("One moment.", life=2), edit("The end", life=2)]
    assert [each.problem for each in read_all([copied(1, "The story"), copied(2, "The end")], calls)] == [""]


def test_a_private_copy_may_be_called_back_and_its_line_goes() -> None:
    gone = replace(delete(9), side="staff")
    rows = [copied(1, "The story"), notice(2, "Withdrawn")]
    [reading] = read_all(rows, [send("One moment."), gone, send("Withdrawn")])
    assert reading.problem == ""


def test_a_private_copy_that_is_told_out_of_order_is_found() -> None:
    rows = [copied(1, "The story"), notice(2, "Withdrawn")]
    [reading] = read_all(rows, [send("One moment."), send("Withdrawn"), edit("The story")])
    assert reading.problem
