"""Column names of the files, as the home-service pack's intake layouts give them, and the words in the cells."""

from __future__ import annotations

ROSTER_COLUMNS = (
    "身份证号", "姓名", "手机号", "企业统一社会信用代码", "企业名称", "状态", "入职日期", "离职日期",
    "培训证书编号", "培训合格日期", "授权书签署日期",
)  # fmt: skip
POLICE_COLUMNS = ("身份证号", "姓名", "核查结论", "核查日期")
REVIEW_COLUMNS = ("身份证号", "姓名", "审核结果", "审核日期")
HEALTH_COLUMNS = ("身份证号", "姓名", "体检结论", "体检日期", "有效期至")
INSURANCE_COLUMNS = ("身份证号", "姓名", "保单号", "起保日期", "终保日期")
CARD_COLUMNS = ("身份证号", "姓名", "上门服务证编号", "证状态", "发证日期")

STATUS_WORDS = {"working": "在岗", "seeking": "求职", "left": "离职"}
POLICE_WORDS = {"passed": "通过", "failed": "不通过"}
REVIEW_WORDS = {"passed": "通过", "failed": "未通过", "abnormal": "异常", "invalid": "无效"}
HEALTH_WORDS = {"passed": "合格", "failed": "不合格"}
CARD_WORDS = {"issued": "有效", "invalid": "作废"}
