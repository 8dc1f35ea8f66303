"""A matter for tests: a hazard report with a grade, a plan for the grave ones, and photos before and after."""

from __future__ import annotations

from anxin.kernel.cases.clocks import ClockTerm, Extension, Unit, Whose
from anxin.kernel.cases.enums import Duty, Happened, Result
from anxin.kernel.cases.forms import FieldKind, FormField, Words
from anxin.kernel.cases.matter import (
    Clock,
    Contest,
    DatedTable,
    DeskNamed,
    Grade,
    Level,
    Matter,
    Question,
    Repeats,
    RewardLevels,
    Step,
    Within,
)

PURPOSE = Words("用于派单和整改", "To send it to the right desk")
SINCE = "2021-01-01"


def dmn(name: str, inputs: dict[str, str], outputs: list[str], rows: list[tuple[list[str], list[str]]]) -> str:
    """A decision table in DMN 1.3: inputs by name and FEEL type, string outputs, rows of FEEL cells."""
    data = "".join(
        f'<inputData name="{key}" id="i_{key}"><variable name="{key}" typeRef="{kind}"/></inputData>'
        for key, kind in inputs.items()
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#i_{key}"/></informationRequirement>' for key in inputs
    )
    asks = "".join(
        f'<input id="c_{key}"><inputExpression typeRef="{kind}"><text>{key}</text></inputExpression></input>'
        for key, kind in inputs.items()
    )
    gives = "".join(f'<output name="{one}" typeRef="string"/>' for one in outputs)
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
        + "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in told)
        + "</rule>"
        for cells, told in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        f'name="{name}" namespace="https://anxin.test/{name}" id="{name}">{data}'
        f'<decision name="{name}" id="d_{name}"><variable name="{name}"/>{needs}'
        f'<decisionTable hitPolicy="FIRST">{asks}{gives}{rules}</decisionTable></decision></definitions>'
    )


def kept(text: str) -> tuple[DatedTable, ...]:
    return (DatedTable(SINCE, text, "0" * 64),)


GRADE = dmn("grade", {"trade": "string"}, ["grade"], [(['"gas","chemicals"'], ['"major"']), (["-"], ['"general"'])])
DISPATCH = dmn(
    "dispatch", {"trade": "string", "grade": "string"}, ["desk"],
    [(['"fire"', "-"], ['"fire"']), (["-", '"major"'], ['"emergency"']), (["-", "-"], ['"unit"'])],
)  # fmt: skip

DESKS = (
    DeskNamed("reception", Words("受理席", "Reception"), Level.COUNTY, frozenset({Duty.RECEIVE, Duty.DISPATCH})),
    DeskNamed("fire", Words("消防救援", "Fire and rescue"), Level.COUNTY, frozenset({Duty.ANSWER})),
    DeskNamed("emergency", Words("应急管理", "Emergency management"), Level.CITY, frozenset({Duty.ANSWER})),
    DeskNamed("unit", Words("所在单位", "The unit concerned"), Level.ORGANISATION, frozenset({Duty.ANSWER})),
    DeskNamed("review", Words("复核席", "Review"), Level.CITY, frozenset({Duty.REVIEW})),
)
FORM = (
    FormField("area", FieldKind.AREA, Words("区县", "County"), PURPOSE, required=True),
    FormField("trade", FieldKind.CHOICE, Words("行业", "Trade"), PURPOSE, required=True,
              choices={key: Words(key) for key in ("gas", "fire", "chemicals", "construction")}),
    FormField("what", FieldKind.LONG_TEXT, Words("隐患", "Hazard"), PURPOSE, required=True),
    FormField("where", FieldKind.PLACE, Words("位置", "Place"), PURPOSE, required=True),
    FormField("company", FieldKind.CREDIT_CODE, Words("单位代码", "Credit code"), PURPOSE),
    FormField("photo", FieldKind.PHOTO, Words("照片", "Photo"), PURPOSE, position=True),
    FormField("witness", FieldKind.PERSON_NAME, Words("知情人", "Witness"), PURPOSE, organisation=False),
)  # fmt: skip
ENDS = frozenset({Happened.ANSWERED, Happened.REFUSED, Happened.WITHDRAWN})
CLOCKS = (
    Clock(
        ClockTerm("reply", frozenset({Happened.RECEIVED, Happened.CONTESTED}), ENDS, 5, Unit.WORKING_DAYS,
                  Whose.REQUESTER, Extension(5, 1)),
        Words("答复", "Answer"), Words("示例", "Example"),
    ),
    Clock(
        ClockTerm("repair", frozenset({Happened.ASSIGNED}), ENDS | {Happened.OBJECTED}, 3, Unit.WORKING_DAYS,
                  Whose.DESK),
        Words("整改", "Repair"), Words("示例", "Example"),
    ),
)  # fmt: skip
HAZARD = Matter(
    pack="hazards",
    slug="report",
    title=Words("隐患随手拍", "Report a hazard"),
    summary=Words("拍照上报", "A photo and a place"),
    form=FORM,
    desks=DESKS,
    reception="reception",
    review="review",
    dispatch="dispatch",
    grading="grade",
    grades=(
        Grade(
            "grade", Words("级别", "Grade"),
            {"general": Words("一般隐患", "General"), "major": Words("重大隐患", "Grave")},
        ),
    ),
    clocks=CLOCKS,
    results=(Result.SOLVED, Result.EXPLAINED, Result.REFUSED),
    tables={"grade": kept(GRADE), "dispatch": kept(DISPATCH)},
    accepts_by_itself=True,
    anonymous=True,
    hides_requester=True,
    organisation="company",
    steps=(
        Step("plan", Words("整改方案", "Plan"), Duty.ANSWER, Happened.ANSWERED,
             (FormField("goal", FieldKind.TEXT, Words("目标", "Goal"), PURPOSE, required=True),),
             {"grade": ("major",)}),
        Step("check", Words("验收", "Acceptance"), Duty.REVIEW, Happened.CLOSED, (), {"grade": ("major",)}),
    ),
    answer=(FormField("after", FieldKind.PHOTO, Words("整改后照片", "Photo afterwards"), PURPOSE, required=True),),
    silence=Within(10, Unit.WORKING_DAYS),
    contest=Contest(2, Within(15, Unit.WORKING_DAYS)),
    apart=(("plan", "check"), ("answered", "reviewed")),
    repeats=Repeats(("trade", "where"), 30),
    reward=RewardLevels("grade", {"general": 5_000, "major": 50_000}, published=False, note=Words("示例值")),
    appeal=Words("可向市总工会申诉。", "Appeal to the city federation of unions."),
)  # fmt: skip
SCREENED = (Question("truth", Words("真实性", "True")), Question("need", Words("必要性", "Necessary")))
