/* Draws the charts of a page from the JSON blocks beside them. Every chart has its table beneath, so nothing here is
   needed to read the figures. */
(function () {
  "use strict";

  var token = function (name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  };

  var SHAPES = { green: "circle", yellow: "triangle", orange: "pin", red: "diamond", grey: "rect" };

  /* Sizes follow the page's own, so that large print is large in the charts too. */
  var size = function (pixels) {
    return (pixels * parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
  };

  var text = function () {
    return { fontFamily: token("--ax-font"), color: token("--ax-ink-soft"), fontSize: size(13) };
  };

  var quietAxis = function () {
    return {
      axisLine: { lineStyle: { color: token("--ax-line") } },
      axisTick: { show: false },
      axisLabel: { color: token("--ax-ink-faint"), fontSize: size(13) },
      splitLine: { lineStyle: { color: token("--ax-line"), opacity: 0.7 } },
    };
  };

  var base = function (chart) {
    return {
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDuration: 350,
      textStyle: text(),
      aria: { enabled: true, label: { description: chart.description } },
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      /* Rich text, because the page forbids inline styles and a HTML tip is made of them. */
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: "line" } },
      legend: {
        top: 0,
        left: 0,
        itemWidth: 12,
        itemHeight: 12,
        itemGap: 20,
        textStyle: { color: token("--ax-ink-soft"), fontSize: size(13) },
        data: chart.series.map(function (one) {
          return { name: one.name, icon: SHAPES[one.colour] };
        }),
      },
    };
  };

  var narrow = function () {
    return window.innerWidth < 640;
  };

  var overTime = function (chart) {
    var option = base(chart);
    option.xAxis = Object.assign(quietAxis(), { type: "category", boundaryGap: false, data: chart.labels });
    option.yAxis = Object.assign(quietAxis(), { type: "value", axisLine: { show: false } });
    option.series = chart.series.map(function (one) {
      return {
        name: one.name,
        type: "line",
        stack: "all",
        symbol: "none",
        step: false,
        lineStyle: { width: 1.5, color: token("--ax-" + one.colour) },
        itemStyle: { color: token("--ax-" + one.colour) },
        areaStyle: { color: token("--ax-" + one.colour), opacity: 0.82 },
        data: one.values,
      };
    });
    return option;
  };

  var lyingBars = function (chart) {
    var option = base(chart);
    option.yAxis = Object.assign(quietAxis(), { type: "category", inverse: true, data: chart.labels });
    option.yAxis.axisLabel = { color: token("--ax-ink-soft"), fontSize: size(13), interval: 0, width: size(150), overflow: "truncate" };
    option.xAxis = Object.assign(quietAxis(), { type: "value", splitNumber: narrow() ? 2 : 5 });
    option.xAxis.axisLabel = { color: token("--ax-ink-soft"), fontSize: size(13), hideOverlap: true };
    option.tooltip.axisPointer = { type: "shadow" };
    option.series = chart.series.map(function (one) {
      return {
        name: one.name,
        type: "bar",
        stack: "all",
        barMaxWidth: 18,
        itemStyle: { color: token("--ax-" + one.colour) },
        data: one.values,
      };
    });
    return option;
  };

  var KINDS = { "over-time": overTime, bars: lyingBars };

  var draw = function (place) {
    var source = document.getElementById(place.dataset.chart);
    if (!source || !window.echarts) {
      return;
    }
    var chart = JSON.parse(source.textContent);
    if (chart.labels.length < 2) {
      place.hidden = true;
      return;
    }
    var drawn = window.echarts.init(place, null, { renderer: "canvas", locale: document.documentElement.lang === "en" ? "EN" : "ZH" });
    drawn.setOption(KINDS[chart.kind](chart));
    place.setAttribute("role", "img");
    window.addEventListener("resize", function () {
      drawn.resize();
    });
  };

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
})();
