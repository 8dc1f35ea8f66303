"""Word lists the invented names are drawn from: surnames common in Wenzhou, given names, brand names."""

from __future__ import annotations

# Surname and weight; the weights follow the rough order of surnames in southern Zhejiang.
_SURNAME_WEIGHTS = """
    陈118 林74 黄52 王61 李58 叶36 张47 郑35 金26 周31 吴36 徐29 潘24 胡23 刘30 杨26 朱21 夏13 谢13
    蔡17 邵8 项9 戴8 木3 卓4 缪6 章9 季6 赵15 孙12 何13 董9 包7 曾8 施8 温6 方8 南4 倪6 薛7 虞4 孔4
    池4 麻3 翁5 钱5 余9 罗8 肖6 冯5 彭5 蒋6 苏5 许9 姜5 汤4 易3 尤3
"""
SURNAMES = tuple((word[0], int(word[1:])) for word in _SURNAME_WEIGHTS.split())

GIVEN_WOMEN_OLDER = "秀桂凤玉兰英珍芳梅琴香莲美爱月彩云素春菊翠银金花仙妹燕娟萍霞红丽华清淑"
GIVEN_WOMEN_YOUNGER = "婷静雪琳倩敏慧娜莉佳欣怡颖洁晓雯璐媛艳蕾薇丹晶莹梦思雨诗文小海微佩苗露"
GIVEN_MEN = "伟强军勇建国明志平海林峰波涛斌辉刚健鹏飞永华成龙文武俊杰宏庆荣德祥贵良才"

# No real firm is meant; place names are left out so that no brand lands in the wrong county.
_BRANDS = """
    安家乐 勤帮手 暖阳嫂 温馨里 好阿姨 合顺居 净佳人 暖心居 百晓嫂 洁万户 晨光里 小满嫂 勤姐妹 福满堂
    康乃馨 巧手姐 月圆圆 满庭安 悦照护 亲邻里 万事顺 乐管事 瑞祥和 小蜜枣 优居客 馨月坊 四季青 春风嫂
    千里香 大榕树 向日葵 明月坊 好帮衬 五谷丰 金扫帚 一点通 清泉里 云朵姐 星期八 灯火里 禾苗嫂 青藤里
    半亩田 长青照护 喜洋洋 贴心人 三叶草 蓝围裙 白玉兰 知更鸟 小棉袄 常安居 顺心到 九点钟 茉莉坊
    一米阳光 老街坊 福到了 朝夕照护 橙子姐 木棉里 欣悦居 洁如新 小燕子 芦花嫂 平安里 同心圆 七色花
    细雨坊 和煦里 丰年嫂 竹篮子 慢时光 好邻居
"""
BRANDS = tuple(_BRANDS.split())
