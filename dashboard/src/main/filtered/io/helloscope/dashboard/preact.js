// The one place that knows where the view library lies: its path carries its version, so browsers may keep it for good.
export {Component, h, render} from '/webjars/preact/${preact.version}/dist/preact.module.js';
