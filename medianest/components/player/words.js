const t = (text, values = {}) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
export const useT = () => t;
export const useLanguage = () => "en";
