/* What bundled libraries call and browsers from Chrome 67 on lack: esbuild puts it where `Object.hasOwn` is asked for. */
export const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
