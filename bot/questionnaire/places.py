"""Which clock people live by in a place of the report form, so that nobody is woken at night.

IANA names. The table takes no side: a place that several countries list keeps the clock of its
streets, or, where these differ within it, the clock of the country under which it was chosen.
"""

from __future__ import annotations

_UNKNOWN = "UTC"

_COUNTRIES = {
    "am": "Asia/Yerevan",
    "az": "Asia/Baku",
    "by": "Europe/Minsk",
    "ee": "Europe/Tallinn",
    "ge": "Asia/Tbilisi",
    "kg": "Asia/Bishkek",
    "kz": "Asia/Almaty",
    "lt": "Europe/Vilnius",
    "lv": "Europe/Riga",
    "md": "Europe/Chisinau",
    "ru": "Europe/Moscow",
    "tj": "Asia/Dushanbe",
    "tm": "Asia/Ashgabat",
    "ua": "Europe/Kyiv",
    "uz": "Asia/Tashkent",
}

_REGIONS_OF_ZONE = {
    "Europe/Kaliningrad": "ru_kgd",
    "Europe/Kirov": "ru_kir",
    "Europe/Volgograd": "ru_vgg",
    "Europe/Astrakhan": "ru_ast",
    "Europe/Samara": "ru_sam ru_ud",
    "Europe/Saratov": "ru_sar",
    "Europe/Ulyanovsk": "ru_uly",
    "Asia/Yekaterinburg": "ru_ba ru_che ru_kgn ru_khm ru_ore ru_per ru_sve ru_tyu ru_yan",
    "Asia/Omsk": "ru_oms",
    "Asia/Barnaul": "ru_al ru_alt",
    "Asia/Novosibirsk": "ru_nvs",
    "Asia/Novokuznetsk": "ru_kem",
    "Asia/Tomsk": "ru_tom",
    "Asia/Krasnoyarsk": "ru_kk ru_kya ru_ty",
    "Asia/Irkutsk": "ru_bu ru_irk",
    "Asia/Chita": "ru_zab",
    "Asia/Yakutsk": "ru_amu ru_sa",
    "Asia/Vladivostok": "ru_kha ru_pri ru_yev",
    "Asia/Magadan": "ru_mag",
    "Asia/Sakhalin": "ru_sak",
    "Asia/Kamchatka": "ru_kam",
    "Asia/Anadyr": "ru_chu",
    "Asia/Aqtau": "kz_47",
    "Asia/Aqtobe": "kz_15",
    "Asia/Atyrau": "kz_23",
    "Asia/Oral": "kz_27",
    "Asia/Qostanay": "kz_39",
    "Asia/Qyzylorda": "kz_43",
    "Asia/Samarkand": "uz_bu uz_nw uz_qa uz_qr uz_sa uz_su uz_xo",
    "Europe/Simferopol": "crimea sevastopol",
    "Europe/Moscow": "abkhazia south_ossetia",
    "Europe/Chisinau": "bender transnistria",
    "Asia/Baku": "nagorno_karabakh",
}
_REGIONS = {region: zone for zone, regions in _REGIONS_OF_ZONE.items() for region in regions.split()}


def zone(country: str | None, region: str | None) -> str:
    """The IANA time zone of a choice of `country` and of `region`; UTC where neither tells."""
    return _REGIONS.get(region or "") or _COUNTRIES.get(country or "", _UNKNOWN)
