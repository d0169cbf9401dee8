"""Free text that asks a witness who or where they are: it goes out only when a second person agrees.

Better too often than once too seldom: a colleague who reads the question costs a minute. Stems rather than
words, since the languages here inflect; each list holds a name, an address and a place of work or study.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.casework.codes import CODE
from bot.casework.questions import as_seen

STEMS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "name", "names", "named", "surname*", "nickname*", "patronymic*", "passport*", "call you",
        "called", "who are you", "identif*", "id card*", "birth*", "address*", "where do you live",
        "where you live", "your home", "your house", "your flat", "your apartment", "street*",
        "neighbo*", "live", "living", "workplace*", "work", "works", "working", "employ*", "job*",
        "profession*", "office*", "school*", "universit*", "account*", "username*", "contact*",
        "phone*", "telephone*", "number of your",
    ),
    "ru": (
        "имя", "имена", "имени", "именем", "именами", "имен", "имён", "поименно", "фамил*", "отчеств*",
        "фио", "паспорт*", "как вас зовут", "зовут", "звать", "кто вы", "вы кто", "ваш* данн*",
        "персональн*", "родилс*", "рожден*", "адрес*", "прожива*", "живет*", "живёт*", "живешь",
        "живёшь", "где вы жи*", "улиц*", "ваш дом", "вашем доме", "вашего дома", "квартир*", "прописк*",
        "прописан*", "сосед*", "работа*", "место работы", "служите", "трудит*", "трудоустр*",
        "должност*", "професси*", "учит*", "учеб*", "школ*", "университет*", "институт*", "начальник*",
        "телефон*", "номер*", "контакт*", "аккаунт*", "никнейм*",
    ),
    "uk": (
        "ім'я", "імʼя", "ім’я", "імен*", "прізвищ*", "по батькові", "паспорт*", "звати", "хто ви",
        "ви хто", "народил*", "народжен*", "адрес*", "прожива*", "мешка*", "живете", "живеш",
        "де ви жи*", "вулиц*", "ваш дім", "вашому домі", "квартир*", "будинок", "будинку", "сусід*",
        "працю*", "робот*", "посад*", "професі*", "навча*", "школ*", "університет*", "телефон*",
        "номер*", "контакт*", "акаунт*",
    ),
    "be": (
        "імя", "імё*", "імен*", "імёны", "прозвішч*", "па бацьку", "пашпарт*", "завуць", "зваць",
        "хто вы", "вы хто", "нарадз*", "адрас*", "пражыва*", "жывяц*", "жывеш", "дзе вы жыв*", "вуліц*",
        "кватэр*", "сусед*", "суседз*", "працу*", "прац*", "пасад*", "прафес*", "вучыц*", "школ*",
        "універсітэт*", "тэлефон*", "нумар*", "кантакт*",
    ),
    "kk": (
        "аты*", "есім*", "тегі*", "төлқұжат*", "паспорт*", "кімсіз", "туған*", "мекен*", "мекенжай*",
        "тұрасыз*", "тұрас*", "тұратын*", "көше*", "үйіңіз*", "пәтер*", "көрші*", "жұмыс*", "істейсіз",
        "қызмет*", "мамандығ*", "оқисыз", "мектеп*", "университет*", "телефон*", "нөмір*",
    ),
    "ky": (
        "аты*", "ысым*", "фамилия*", "паспорт*", "кимсиз", "туулган*", "дарег*", "дарек*", "жашайсыз",
        "жашаган*", "турасыз", "көчө*", "үйүңүз*", "батир*", "кошуна*", "жумуш*", "иштейсиз",
        "иштеген*", "кызмат*", "кесиб*", "окуйсуз", "мектеп*", "университет*", "телефон*", "номер*",
    ),
    "uz": (
        "ism*", "familiya*", "otangiz*", "pasport*", "kimsiz", "tug'ilgan*", "tugʻilgan*", "manzil*",
        "yashaysiz", "yashaydi*", "yashash*", "turasiz", "ko'cha*", "koʻcha*", "uyingiz*", "kvartira*",
        "xonadon*", "qo'shni*", "qoʻshni*", "ish joy*", "ishlaysiz", "ishlaydi*", "ishingiz*",
        "lavozim*", "kasb*", "o'qiysiz", "oʻqiysiz", "maktab*", "universitet*", "telefon*", "raqam*",
        "исм*", "фамилия*", "манзил*", "яшайсиз", "турасиз", "кўча*", "иш жой*", "ишлайсиз", "ишингиз*",
        "касб*", "паспорт*",
    ),
    "tg": (
        "ном", "номи*", "номат*", "насаб*", "шиноснома*", "паспорт*", "кистед", "таваллуд*", "суроға*",
        "суроғ*", "нишонӣ*", "зиндагӣ мек*", "зиндагӣ*", "истиқомат*", "кӯча*", "хонаи шумо",
        "хонаатон", "ҳамсоя*", "кор мекунед", "ҷои кор*", "корхона*", "коратон", "вазифа*", "касб*",
        "мехонед", "мактаб*", "донишгоҳ*", "телефон*", "рақам*",
    ),
    "tk": (
        "ady", "adyň*", "adyňyz*", "familiýa*", "pasport*", "kimsiňiz", "doglan*", "salgy*",
        "ýaşaýarsyňyz", "ýaşaýa*", "köçe*", "öýüňiz*", "goňşy*", "iş ýer*", "işleýärsiňiz", "işleýä*",
        "işiňiz*", "wezipe*", "kär*", "okaýarsyňyz", "mekdep*", "uniwersitet*", "telefon*", "belgi*",
    ),
    "hy": (
        "անուն*", "անվան*", "ազգանուն*", "հայրանուն*", "անձնագ*", "ով եք", "ծնվ*", "ծննդ*", "հասցե*",
        "բնակվ*", "ապրում*", "փողոց*", "ձեր տուն*", "տանը", "բնակարան*", "հարևան*", "աշխատ*", "պաշտոն*",
        "մասնագիտ*", "սովոր*", "դպրոց*", "համալսարան*", "հեռախոս*", "համար եք", "համարը",
    ),
    "az": (
        "adınız*", "adiniz*", "ad", "adı", "soyad*", "ata adı*", "pasport*", "vəsiqə*", "kimsiniz",
        "doğul*", "doğum*", "ünvan*", "yaşayırsınız", "yaşayır*", "yaşadığ*", "küçə*", "eviniz*",
        "mənzil*", "qonşu*", "iş yer*", "işləyir*", "işlədiy*", "işiniz*", "vəzifə*", "peşə*",
        "oxuyursunuz", "məktəb*", "universitet*", "telefon*", "nömrə*",
    ),
    "ka": (
        "სახელ*", "გვარი*", "გვარს", "პასპორტ*", "ვინ ხართ", "დაბად*", "მისამართ*", "ცხოვრობ*",
        "საცხოვრებ*", "ქუჩა*", "თქვენი სახლ*", "თქვენს სახლ*", "ბინა*", "მეზობ*", "მუშაობ*",
        "სამსახურ*", "სამუშაო*", "თანამდებობ*", "პროფესი*", "სწავლობ*", "სკოლა*", "უნივერსიტეტ*",
        "ტელეფონ*", "ნომერ*",
    ),
    "ro": (
        "nume", "numele", "numiți", "numiti", "numiţi", "numești", "prenume*", "cheamă", "cheama",
        "pașaport*", "pasaport*", "buletin*", "cine sunteți", "cine sunteti", "născut*", "nascut*",
        "nașter*", "adres*", "locuiți", "locuiti", "locuiți*", "locui*", "domicili*", "strad*",
        "casa dumneavoastră", "apartament*", "vecin*", "lucrați", "lucrati", "lucra*", "loc de muncă",
        "locul de muncă", "loc de munca", "locul de munca", "muncă", "munciți", "angaja*", "funcți*",
        "profesi*", "studiați", "școal*", "universit*", "telefon*", "număr*", "numar*",
    ),
    "tt": (
        "исем*", "исеме*", "фамилия*", "паспорт*", "кем сез", "сез кем", "туган*", "адрес*", "яшисез",
        "яши*", "урам*", "өегез*", "фатир*", "күрше*", "эш урын*", "эшлисез", "эшли*", "эшегез*",
        "вазифа*", "һөнәр*", "укыйсыз", "мәктәп*", "университет*", "телефон*", "номер*",
    ),
    "ce": (
        "цӀе*", "цiе*", "ц1е*", "цlе*", "фамили*", "паспорт*", "адрес*", "вехаш*", "йехаш*", "дехаш*",
        "урам*", "болх*", "белхан*", "телефон*", "номер*",
    ),
}  # fmt: skip

# Letters of the two scripts that look the same: a borrowed one must not hide a word.
_AS_CYRILLIC = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
_AS_LATIN = str.maketrans("асеорхукмтві", "aceopxykmtbi")


def asks_who(text: str) -> bool:
    """Whether it may ask for a name, an address or a workplace, in whichever of the languages."""
    folded = _folded(text)
    return any(
        _any().search(read) for read in (folded, folded.translate(_AS_CYRILLIC), folded.translate(_AS_LATIN))
    )


def _folded(text: str) -> str:
    """A case's code is no word, though half of it may look like one."""
    plain = re.sub("[ʼ’‘ʻ`´']", "'", CODE.sub(" ", as_seen(text))).casefold()
    return " ".join(plain.split())


def _pattern(stem: str) -> str:
    """Whole words; a star stands for any ending."""
    return r"\b" + re.escape(_folded(stem)).replace(r"\*", r"\w*") + r"(?!\w)"


@cache
def _any() -> re.Pattern[str]:
    """Made when it is first wanted: it takes a while, and most that is run never asks a witness anything."""
    return re.compile("|".join(sorted({_pattern(stem) for stems in STEMS.values() for stem in stems})))
