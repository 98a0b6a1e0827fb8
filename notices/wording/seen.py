"""A text as it looks to a person, with the place of every character in the text as it stands."""

import re
import unicodedata
from dataclasses import dataclass

BLANK = "\N{WHITE SQUARE}"  # stands for what is not looked at
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")

# Letters that are taken for Latin ones: Cyrillic, Greek, small capitals.
_LOOKS_LIKE = dict(
    zip(
        "абвгеікмнорстухѕјԁһөɡαβεηικνορτυχγωᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
        "a6breikmhopctyxsjdhogabeniknoptuxywabcdefghijklmnoprstuvwyz",
        strict=True,
    )
)
_LOOKS_LIKE |= {"ı": "i", "ⅼ": "l", "ø": "o", "ł": "l", "đ": "d", "ь": "b", "п": "n", "и": "u"}
# Traditional characters of the lists, beside the simplified ones.
_SIMPLIFIED = dict(
    "單单 傳传 訴诉 檢检 執执 員员 親亲 鄰邻 領领 導导 學学 師师 警警 察察 監监 獄狱 詐诈 騙骗 騷骚 "
    "將将 會会 門门 訪访 後后 負负 責责 報报 應应 當当 貸贷 籌筹 錢钱 滯滞 納纳 費费 續续 徵征 復复 記记 錄录 "
    "話话 聯联 絡络 係系 關关 處处 強强 製制 凍冻 結结 財财 產产 資资 車车 闆板 務务 債债 還还 賴赖 條条 "
    "時时 間间 內内 過过 號号 終终 給给 機机 動动 辦办 庫库 級级 證证 據据 調调 詢询 對对 開开 認认 罰罰 懲惩 "
    "與与 從从 業业 戶户 屬属 實实 際际 緊紧 趕赶 馬马 們们 個个 雙双 長长 級级 觸触 變变 賣卖 借借 漲涨 額额 "
    "嚴严 較较 極极 權权 險险 護护 讓让 訊讯 請请 說说 誠诚 詞词 誤误 讀读 議议 麼么 點点 為为 點点 無无 顏颜 臉脸 "
    "裡里 網网 終终 絕绝 線线 經经 總总 縣县 擔担 據据 據据 擋挡 歡欢 曬晒 殘残 滅灭 滿满 漢汉 熱热 爺爷 爾尔 獨独 "
    "環环 離离 難难 風风 飛飞 養养 驚惊 魚鱼 齊齐 龍龙 頭头 題题 願愿 類类 顧顾 養养 館馆 養养 訟讼 拘拘 軌轨 "
    "媽妈 爸爸 妻妻 孫孙 奮奋 鄉乡 鎮镇 辭辞 職职 課课 論论 譽誉 遺遗 達达 遠远 適适 選选 郵邮 針针 銀银 銷销 鎖锁".split()
)


@dataclass(frozen=True, slots=True)
class Seen:
    """``plain`` in lower case without accents, ``cased`` as it stands; both one character for each in ``at``.

    ``hidden`` and ``foreign`` are spans of the text: what cannot be seen, and what is no letter of ours.
    """

    plain: str
    cased: str
    at: tuple[int, ...]
    hidden: tuple[tuple[int, int], ...]
    foreign: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of a place in ``plain``."""
        return self.at[start], self.at[end - 1] + 1


def read(text: str) -> Seen:
    plain, cased, at = [], [], []
    for place, character in enumerate(_without_placeholders(text)):
        for shown in unicodedata.normalize("NFKD", character):
            if unicodedata.category(shown) in ("Mn", "Me", "Cf", "Cc") and shown not in "\n\t":
                continue
            for letter in shown.lower():
                if unicodedata.category(letter) != "Mn":
                    plain.append(_plain(letter))
                    cased.append(shown)
                    at.append(place)
    return Seen(
        "".join(plain),
        "".join(cased),
        tuple(at),
        tuple((i, i + 1) for i, one in enumerate(text) if _is_hidden(one)),
        tuple((i, i + 1) for i, one in enumerate(text) if _is_foreign(one)),
    )


def _without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(lambda match: BLANK * len(match.group()), text)


def _plain(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) == "Pd":
        return "-"
    return _SIMPLIFIED.get(letter) or _LOOKS_LIKE.get(letter, letter)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Co", "Me") and character not in "\n\t"


def _is_foreign(character: str) -> bool:
    if not character.isalpha() or character.isascii():
        return False
    name = unicodedata.name(character, "")
    return name.startswith(("CYRILLIC", "GREEK")) or "SMALL CAPITAL" in name or "MATHEMATICAL" in name
