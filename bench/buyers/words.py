"""Words that invented firms are named with: trades in 19 languages, forms, syllables of scripts with ways to write them."""

from __future__ import annotations

LANGUAGES: dict[str, str] = {
    "US": "en", "GB": "en", "IE": "en", "AU": "en", "NZ": "en", "CA": "en", "IN": "en", "PK": "en", "BD": "en", "NG": "en",
    "GH": "en", "KE": "en", "ZA": "en", "SG": "en", "PH": "en", "MY": "en", "LK": "en", "HK": "en", "DE": "de", "AT": "de",
    "CH": "de", "FR": "fr", "BE": "fr", "MA": "fr", "CI": "fr", "SN": "fr", "TN": "fr", "ES": "es", "MX": "es", "AR": "es",
    "CL": "es", "CO": "es", "PE": "es", "EC": "es", "IT": "it", "PT": "pt", "BR": "pt", "AO": "pt", "NL": "nl", "SE": "sv",
    "NO": "sv", "DK": "sv", "FI": "fi", "PL": "pl", "CZ": "cs", "SK": "cs", "HU": "hu", "RO": "ro", "TR": "tr", "ID": "id",
    "VN": "vi", "RU": "ru", "KZ": "ru", "UA": "ru", "BG": "ru", "RS": "ru", "GR": "el", "CY": "el", "CN": "zh", "TW": "zh",
    "JP": "ja", "KR": "ko", "TH": "th", "AE": "ar", "SA": "ar", "EG": "ar", "IL": "he",
}  # fmt: skip
"""66 countries and the language most of their firms are named in."""
WEIGHTS = {"US": 14, "CN": 9, "IN": 8, "GB": 8, "BR": 6, "FR": 5, "DE": 5, "RU": 5, "JP": 4, "IT": 4, "ES": 3, "KR": 3}
TRADES: dict[str, str] = {
    "en": "Trading Imports Exports Textiles Garments Foods Hardware Tools Lighting Furniture Electronics Motors Logistics Holdings "
    "Ventures Services Solutions Systems Engineering Construction Plastics Chemicals Packaging Fashion Homewares Supplies",
    "de": "Handel Maschinenbau Haushaltswaren Beleuchtung Möbel Technik Elektro Textil Werkzeuge Bau Logistik Verwaltung Vertrieb",
    "fr": "Commerce Distribution Négoce Meubles Éclairage Outillage Textiles Équipements Transports Bâtiment Services",
    "es": "Importaciones Comercial Ferretería Textil Iluminación Muebles Distribuciones Construcciones Servicios Transportes",
    "it": "Commerciale Arredamenti Illuminazione Utensili Tessuti Costruzioni Impianti Servizi Meccanica Trasporti",
    "pt": "Comércio Importação Móveis Ferramentas Utilidades Confecções Transportes Construções Serviços Indústria",
    "nl": "Handelsonderneming Groothandel Meubelen Verlichting Techniek Transport Beheer Bouw",
    "sv": "Handel Möbler Belysning Verktyg Bygg Teknik Transport Fastigheter",
    "fi": "Kauppa Rakennus Kuljetus Tekniikka Kiinteistöt Huonekalut",
    "pl": "Handel Meble Oświetlenie Narzędzia Transport Budownictwo Usługi Hurtownia",
    "cs": "Obchod Nábytek Osvětlení Nářadí Doprava Stavby Služby Textil",
    "hu": "Kereskedelmi Bútor Világítás Szerszám Építő Szállítási Szolgáltató",
    "ro": "Comerț Mobilă Iluminat Scule Construcții Transport Servicii",
    "tr": "Ticaret Tekstil Mobilya Aydınlatma İnşaat Makina Gıda Lojistik",
    "id": "Perdagangan Tekstil Mebel Elektronik Konstruksi Mandiri Sejahtera",
    "vi": "Thương mại|May mặc|Nội thất|Điện tử|Xây dựng|Vận tải|Dịch vụ",
    "ru": "Торг Строй Текстиль Мебель Свет Импорт Транс Сервис Пром Инвест",
    "el": "Εμπορική Κατασκευές Έπιπλα Φωτισμός Μεταφορές",
    "zh": "贸易 进出口 纺织 照明 家具 电子 五金 机械 建材 物流 服饰 化工",
    "ja": "商事 貿易 工業 製作所 電機 物産 建設 運輸",
    "ko": "무역 산업 전자 건설 섬유 물산 상사 기계",
    "th": "การค้า สิ่งทอ อิเล็กทรอนิกส์ ก่อสร้าง ขนส่ง",
    "ar": "للتجارة للمقاولات للنقل للصناعة للخدمات",
    "he": "מסחר בנייה טכנולוגיות תעשיות שירותים",
}
FORMS: dict[str, str] = {
    "US": "Inc.|LLC|Corp.|Inc", "GB": "Ltd|Limited|PLC|LLP", "IE": "Limited|DAC", "AU": "Pty Ltd", "NZ": "Limited", "CA": "Inc.|Ltd.",
    "IN": "Pvt Ltd|Private Limited|Limited|LLP", "PK": "(Pvt) Ltd", "NG": "Ltd|Limited", "ZA": "(Pty) Ltd|CC", "SG": "Pte. Ltd.",
    "MY": "Sdn Bhd", "PH": "Inc.", "HK": "Limited|Co., Ltd.", "DE": "GmbH|GmbH & Co. KG|AG|UG (haftungsbeschränkt)", "AT": "GmbH|KG",
    "CH": "AG|GmbH|SA", "FR": "SARL|SAS|SA", "BE": "SA|NV|SRL", "MA": "SARL", "CI": "SARL", "SN": "SARL", "TN": "SARL",
    "ES": "S.L.|S.A.|SLU", "MX": "S.A. de C.V.|S. de R.L. de C.V.", "AR": "S.A.|S.R.L.", "CL": "SpA|Ltda.", "CO": "S.A.S.|Ltda.",
    "PE": "S.A.C.|S.R.L.", "EC": "S.A.|Cía. Ltda.", "IT": "S.r.l.|S.p.A.", "PT": "Lda|S.A.", "BR": "Ltda|S.A.|EIRELI", "AO": "Lda",
    "NL": "B.V.|N.V.", "SE": "AB", "NO": "AS", "DK": "A/S|ApS", "FI": "Oy", "PL": "Sp. z o.o.|S.A.", "CZ": "s.r.o.|a.s.", "SK": "s.r.o.",
    "HU": "Kft.|Zrt.", "RO": "S.R.L.|S.A.", "TR": "A.Ş.|Ltd. Şti.", "ID": "PT", "VN": "Công ty TNHH|Công ty Cổ phần", "RU": "ООО|АО|ЗАО",
    "KZ": "ТОО", "UA": "ТОВ", "BG": "ООД|ЕООД", "RS": "ДОО", "GR": "Α.Ε.|Ε.Π.Ε.", "CY": "Λτδ", "CN": "有限公司|股份有限公司",
    "TW": "有限公司|股份有限公司", "JP": "株式会社|有限会社", "KR": "주식회사|(주)", "TH": "จำกัด", "AE": "ذ.م.م", "SA": "شركة", "EG": "ش.م.م",
    "IL": 'בע"מ',
}  # fmt: skip
BEFORE = frozenset(
    {"PT", "Công ty TNHH", "Công ty Cổ phần", "ООО", "АО", "ЗАО", "ТОО", "ТОВ", "شركة", "주식회사", "(주)"}
)
"""Forms that stand before the name."""
ATTACHED = frozenset({"zh", "ja"})
"""Languages that write a name in one piece."""
LATIN = (
    "ba be bi bo bra bre bri ca ce ci co cor cra da de del den di do dra el en er fa fe fi flo for fra ga ge gi "
    "gra ha he hol in is ja ka ke kin kor kra la lan le len li lin lo lor lu ma mar me mel mi mo mon na ne nel ni "
    "no nor o or pa pe per pi po pra ra re ri ro ros ru sa san se sel si so sta ste stra su ta tan te tel ti to "
    "tor tra tri u ul va van ve ver vi vo wa wel win xa ya ye za ze zi"
)
CYRILLIC = (
    "ал ар бел бор вел вол гор дал дон ев жар заря зол ил ис кам кол край лад лес лин люб мар мир мос нев нор ок "
    "ор пол пром рад рос сев сиб сол стр тех тор урал фар хим центр цел чер шах щит эл юг юр яр ях"
)
GREEK = "αλ αρ βι γα δη ελ ερ ζη ηλ θε ικ κα κρι λα μα μι νε νικ ξε ολ ορ πα πο ρο σα σο τε τρι υδ φι φω χα χρυ ψι ωρ"
ARABIC = "ال نور بدر خليج شرق غرب قمر نجم سلام فجر رمال واحة صقر جبل بحر ضياء كنز حرير ذهب"
HEBREW = "אור גל דן הר זיו חן טל ים כרם לב מור נוף סער עוז פז צור קשת רון שחר תמר"
THAI = "ไทย สยาม เจริญ ทรัพย์ มั่น คง รุ่ง เรือง ชัย พัฒนา กิจ สิน ทอง ดี ศรี"
HAN = (
    "华 中 东 海 金 新 大 天 宏 达 鑫 盛 龙 凯 瑞 德 正 永 兴 隆 丰 泰 和 顺 安 宝 利 通 信 诚 远 恒 星 源 康 美 佳 联 创 锦 博 亿 万 嘉 明 光 辉 荣 昌 富 贵 祥 云 山 "
    "江 河 林 森 峰 岭"
)
KANA = "ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ タ チ ツ テ ト ナ ニ ネ ノ ハ ヒ フ ヘ マ ミ ム メ モ ヤ ユ ヨ ラ リ ル レ ロ ワ"
"""Syllables and signs that names are put together from."""
HANGUL: dict[str, tuple[str, str]] = {
    "현": ("hyeon", "hyun"), "대": ("dae", "dae"), "삼": ("sam", "sam"), "성": ("seong", "sung"), "영": ("yeong", "young"), "진": ("jin", "jin"),
    "한": ("han", "han"), "국": ("guk", "kook"), "정": ("jeong", "jung"), "신": ("sin", "shin"), "동": ("dong", "dong"), "부": ("bu", "boo"),
    "광": ("gwang", "kwang"), "경": ("gyeong", "kyung"), "금": ("geum", "kum"), "기": ("gi", "ki"), "우": ("u", "woo"), "주": ("ju", "joo"),
    "수": ("su", "soo"), "선": ("seon", "sun"), "승": ("seung", "seung"), "원": ("won", "won"), "화": ("hwa", "hwa"), "희": ("hui", "hee"),
    "태": ("tae", "tae"), "창": ("chang", "chang"), "천": ("cheon", "chun"), "철": ("cheol", "chul"), "두": ("du", "doo"), "일": ("il", "il"),
    "남": ("nam", "nam"), "강": ("gang", "kang"), "건": ("geon", "kun"), "조": ("jo", "cho"), "전": ("jeon", "chun"), "서": ("seo", "suh"),
    "호": ("ho", "ho"), "미": ("mi", "mi"), "래": ("rae", "lae"), "세": ("se", "se"), "아": ("a", "ah"), "유": ("yu", "yoo"),
}  # fmt: skip
"""Syllables with the official way to write them and the one firms use."""
ROMANISED: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (("zh", "j"), ("kh", "h"), ("shch", "sch"), ("ya", "ia"), ("yu", "ju"), ("ts", "c"), ("y", "i"), ("ks", "x")),
    "el": (("v", "b"), ("th", "t"), ("ph", "f"), ("ch", "h"), ("x", "ks"), ("y", "i"), ("e", "i")),
    "zh": (("x", "hs"), ("q", "ch"), ("zh", "ch"), ("ong", "ung"), ("r", "j"), ("ian", "ien"), ("ui", "uei")),
    "ja": (("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("fu", "hu"), ("ou", "o"), ("ji", "zi")),
    "ar": (("q", "k"), ("kh", "h"), ("dh", "d"), ("j", "g"), ("w", "u"), ("y", "i")),
    "he": (("v", "b"), ("kh", "ch"), ("ts", "tz"), ("y", "i"), ("k", "q")),
    "th": (("ph", "p"), ("th", "t"), ("kh", "k"), ("j", "ch"), ("ae", "e")),
}
"""Other ways to write sounds in Latin letters, by language."""
EXTRA = "Group International Holdings Global Europe Asia Trading Services"
SHORT = {
    "International": "Intl",
    "Manufacturing": "Mfg",
    "Brothers": "Bros",
    "Services": "Svcs",
    "Holdings": "Hldgs",
    "Engineering": "Engg",
}
