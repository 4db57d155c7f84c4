// The one language store; its folder is named by the Python module that hands it to the build.
export { useLanguage, useT } from "$/public/external/medianest/components/scripts/i18n.js";
