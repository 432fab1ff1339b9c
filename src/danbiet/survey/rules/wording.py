"""A design and its warnings in plain words: sentences with their values, to be put into the reader's language."""

from collections.abc import Iterator, Mapping

from danbiet.common.actor import say
from danbiet.survey.rules.design_file import Adjustment, DesignFile, Sampling, Variance

Said = tuple[str, dict[str, object]]

WARNINGS = {
    "few_clusters": say("Dưới 10 cụm: khoảng dựa trên ít bằng chứng, rộng và dễ lệch."),
    "df_under_2": say("Chỉ còn một bậc tự do: khoảng rất rộng, đừng dựa vào một mình số này."),
    "zero_variance": say(
        "Không có gì khác nhau để tính sai số hay kiểm định: sai số bằng 0 không có nghĩa là chắc chắn."
    ),
    "rare_event": say(
        "Quá ít hoặc gần như mọi người trả lời như vậy, ở số này hay ở một số tạo nên nó: khoảng có thể sai."
    ),
    "lonely_adjusted": say("Có tầng chỉ còn một cụm; sai số đã được bù theo cách ghi trong thiết kế."),
    "not_converged": say("Ở một số mẫu lặp, trọng số chưa khớp hết các biên dân số."),
    "negative_weight": say("Có trọng số âm sau hiệu chỉnh."),
    "interval_refused": say("Không tính được khoảng tin cậy đáng tin."),
    "suppressed_n": say("Ẩn vì quá ít người trả lời, ở số này hay ở một số tạo nên nó."),
    "suppressed_clusters": say("Ẩn vì quá ít cụm trong mẫu, ở số này hay ở một số tạo nên nó."),
    "suppressed_cv": say("Ẩn vì sai số quá lớn so với số đo, ở số này hay ở một số tạo nên nó."),
    "edition_from_memory": say("Một phần cách tính điểm chưa đối chiếu được với tài liệu gốc."),
}
STATISTICS = {
    "mean": say("Trung bình"), "total": say("Tổng"), "proportion": say("Tỷ lệ"), "quantile": say("Phân vị"),
    "ratio": say("Tỷ số"), "contrast": say("Chênh lệch"), "change": say("Thay đổi giữa hai đợt"),
    "rank": say("Hạng có thể"), "chisq": say("Kiểm định hai câu hỏi"), "ttest": say("So hai nhóm"),
    "kish": say("Cỡ mẫu hiệu dụng"), "indicator": say("Chỉ tiêu thành phần"),
    "sub_dimension": say("Nội dung thành phần"), "dimension": say("Trục nội dung"),
    "p_top_k": say("Khả năng ở nhóm đầu"), "p_improved": say("Khả năng đã tăng"), "group": say("Nhóm"),
}  # fmt: skip
LONELY = {
    "fail": say("Tầng chỉ có một cụm thì không tính, báo lỗi."),
    "remove": say("Tầng chỉ có một cụm bị bỏ khỏi phép tính sai số: sai số nhỏ hơn thật."),
    "adjust": say("Tầng chỉ có một cụm được so với trung bình chung."),
    "average": say("Tầng chỉ có một cụm nhận sai số trung bình của các tầng khác."),
    "certainty": say("Tầng chỉ có một cụm được coi là lấy chắc chắn: không góp vào sai số."),
    "collapse": say("Các tầng chỉ có một cụm được gộp lại."),
}
METHODS = {
    "taylor": say("Sai số tính bằng tuyến tính hóa Taylor, như gói survey của R."),
    "jk1": say("Sai số tính bằng jackknife bỏ từng cụm."),
    "jkn": say("Sai số tính bằng jackknife bỏ từng cụm trong từng tầng."),
    "brr": say("Sai số tính bằng các nửa mẫu cân bằng (BRR)."),
    "fay": say("Sai số tính bằng BRR theo cách của Fay."),
    "bootstrap": say("Sai số tính bằng {replicates} mẫu lặp bootstrap (Rao–Wu)."),
    "given": say("Sai số tính bằng trọng số lặp cho sẵn."),
}
ADJUSTED = {
    "nonresponse": say("Bù người không trả lời trong từng ô {columns}."),
    "rake": say("Hiệu chỉnh lặp để mẫu khớp dân số theo {margins} biên: {columns}."),
    "poststratify": say("Hậu phân tầng theo {columns} để khớp dân số."),
    "calibrate": say("Hiệu chuẩn theo {columns} để khớp dân số."),
    "trim": say("Cắt bớt trọng số quá lớn hay quá nhỏ."),
}
STAGES = {
    "srs": say("Bước {number}: chọn {take} {unit} ngẫu nhiên đơn giản{within}."),
    "pps": say("Bước {number}: chọn {take} {unit} với xác suất theo {size}{within}."),
    "systematic": say("Bước {number}: chọn {take} {unit} theo khoảng cách đều{within}."),
}


def in_words(design: DesignFile, *, is_sample: bool = True) -> Iterator[Said]:
    """How the sample stands in the estimation, one sentence a fact; none while the design asks for nothing.

    People who came by themselves (not `is_sample`) have no strata, no weights and no errors to tell of.
    """
    said = design.design
    if not (design.request or design.compose.by):
        return
    if not is_sample:
        yield say("Cộng câu trả lời của những người tự đến; không có mẫu nên không tính được sai số."), {}
        yield from _suppressed(design)
        return
    if said.strata:
        yield say("Chia tầng theo {columns}."), {"columns": ", ".join(said.strata)}
    else:
        yield say("Không chia tầng."), {}
    if said.clusters:
        yield say("Chọn theo cụm, {stages} bước: {columns}."), _listed(said.clusters, stages=len(said.clusters))
    else:
        yield say("Chọn từng người, không theo cụm."), {}
    yield _weights(design)
    for step in design.adjust:
        yield ADJUSTED[step.kind], _columns(step)
    if said.strata and said.clusters:
        yield LONELY[said.lonely_psu], {}
    yield _variance(design.variance)
    yield say("Khoảng tin cậy {level}%."), {"level": f"{100 * design.interval.level:g}"}
    yield from _suppressed(design)


def _listed(columns: tuple[str, ...], **more: object) -> dict[str, object]:
    return {"columns": ", ".join(columns), **more}


def _weights(design: DesignFile) -> Said:
    said = design.design
    if isinstance(said.weights, str):
        return say("Trọng số gốc lấy từ cột {columns}."), {"columns": said.weights}
    if said.weights is not None:
        return say("Mọi người cùng một trọng số gốc."), {}
    if said.probability:
        return say("Trọng số gốc là nghịch đảo xác suất chọn ở cột {columns}."), {"columns": said.probability}
    return say("Trọng số gốc tính từ số đơn vị của tổng thể: {columns}."), _listed(said.fpc)


def _columns(step: Adjustment) -> dict[str, object]:
    named = {
        "nonresponse": step.cells, "rake": tuple(" × ".join(one.by) for one in step.margins),
        "poststratify": step.by, "calibrate": step.terms,
    }.get(step.kind, ())  # fmt: skip
    return _listed(named, margins=len(step.margins))


def _variance(said: Variance) -> Said:
    return METHODS[said.method], {"replicates": said.replicates}


def _suppressed(design: DesignFile) -> Iterator[Said]:
    said = design.suppress
    if said.n is not None:
        yield say("Ẩn số có dưới {n} người trả lời."), {"n": said.n}
    if said.clusters is not None:
        yield say("Ẩn số có dưới {n} cụm."), {"n": said.clusters}
    if said.cv is not None:
        yield say("Ẩn số có sai số lớn hơn {share}% số đo."), {"share": f"{100 * said.cv:g}"}


def draw_in_words(said: Sampling | None) -> Iterator[Said]:
    """How people are drawn, stage by stage."""
    if said is None:
        return
    if said.preset:
        yield say("Chọn theo mẫu của PAPI: đơn vị, thôn, hộ, người."), {}
    for number, stage in enumerate(said.stages, 1):
        values: dict[str, object] = {
            "number": number, "take": stage.take, "unit": stage.unit, "size": stage.size or "",
            "within": f" ({', '.join(stage.strata)})" if stage.strata else "",
        }  # fmt: skip
        yield STAGES[stage.method], values


def warning(code: str, known: Mapping[str, str] = WARNINGS) -> str:
    """The sentence of a warning; a code without one is shown as it is."""
    return known.get(code, code)
