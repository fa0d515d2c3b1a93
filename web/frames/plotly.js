// Draws the figure that the app hands over, in an origin of its own without a network.
const place = document.createElement("div");
place.style.cssText = "position:fixed;inset:0";
document.body.append(place);

addEventListener("message", async (event) => {
  if (event.source !== parent || typeof event.data?.figure !== "string") return;
  const { figure, look } = event.data;
  try {
    const { data: given, layout = {}, frames = [] } = JSON.parse(figure);
    const data = given.map((trace) => (trace.type === "scattergl" ? { ...trace, type: "scatter" } : trace));
    const unknown = findUnknown(data);
    if (unknown) throw new Error(`traces of the type ${unknown} are not drawn here; download it.`);
    const config = {
      responsive: true,
      displaylogo: false,
      modeBarButtonsToRemove: ["toImage"],
      plotlyServerURL: "",
      topojsonURL: "",
    };
    const { width, height, ...rest } = layout;
    await Plotly.newPlot(place, { data, layout: dress(rest, look), frames, config });
    parent.postMessage({ drawn: true }, "*");
  } catch (error) {
    parent.postMessage({ failed: String(error?.message ?? error).slice(0, 300) }, "*");
  }
});

/** This build draws plane figures: bars, lines, boxes, heat maps, pies. */
function findUnknown(data) {
  const known = Plotly.PlotSchema.get().traces;
  return data.map(({ type = "scatter" }) => type).find((type) => !known[type]);
}

/** The page's colours, where the figure has none of its own. */
function dress(layout, look) {
  const axes = Object.fromEntries(
    Object.entries({ xaxis: {}, yaxis: {}, ...layout })
      .filter(([name]) => /^[xy]axis\d*$/.test(name))
      .map(([name, axis]) => [name, { gridcolor: look.line, zerolinecolor: look.line, ...axis }]),
  );
  return {
    paper_bgcolor: look.background,
    plot_bgcolor: look.background,
    colorway: look.colours,
    ...layout,
    ...axes,
    font: { color: look.text, family: "system-ui, sans-serif", size: 12, ...layout.font },
    autosize: true,
  };
}

parent.postMessage({ ready: true }, "*");
