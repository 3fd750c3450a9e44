// Where the chart library lies; it is a classic script, fetched when the first chart is drawn.
export const SCRIPT = '/webjars/uplot/${uplot.version}/dist/uPlot.iife.min.js';
export const STYLE = '/webjars/uplot/${uplot.version}/dist/uPlot.min.css';
