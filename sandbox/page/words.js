// The page's own words, in the language of the browser.

const LANGUAGES = ["fr", "ar", "en"];
const RTL = new Set(["ar"]);
// Morocco first: Latin digits and Moroccan month names.
const LOCALES = { ar: "ar-MA-u-nu-latn", fr: "fr", en: "en-GB" };

export class Words {
  constructor(language, entries) {
    this.language = language;
    this.rtl = RTL.has(language);
    this.entries = entries;
    this.languageNames = new Intl.DisplayNames(LOCALES[language], { type: "language" });
    this.ahead = 0;
    this.keepTimeOf(undefined);
  }

  /** Takes `now` for the present instant: the sandbox's clock may have been moved. */
  keepClock(now) {
    this.ahead = Date.parse(now) - Date.now();
  }

  /** Shows times of this zone from now on; undefined is the reader's own. */
  keepTimeOf(timeZone) {
    const locale = LOCALES[this.language];
    const format = (options) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
    this.clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.calendar = format({ weekday: "long", day: "numeric", month: "long" });
    this.date = format({ day: "numeric", month: "numeric" });
  }

  /** The text for `key`, with `{name}` placeholders filled in. */
  say(key, values = {}) {
    return (this.entries[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) =>
      // the isolates keep a Latin name from turning an Arabic sentence around
      name in values ? `\u2068${values[name]}\u2069` : whole,
    );
  }

  /** A word for `key` if there is one, else `otherwise`. */
  maybe(key, otherwise) {
    return this.entries[key] ?? otherwise;
  }

  time(seconds) {
    return this.clock.format(new Date(seconds * 1000));
  }

  /** The time of something of today, else its date. */
  when(seconds) {
    const date = new Date(seconds * 1000);
    const today = this.calendar.format(date) === this.calendar.format(new Date(Date.now() + this.ahead));
    return today ? this.clock.format(date) : this.date.format(date);
  }

  /** A day and its time, for what is to come. */
  moment(seconds) {
    return `${this.day(seconds)}, ${this.time(seconds)}`;
  }

  day(seconds) {
    return this.calendar.format(new Date(seconds * 1000));
  }

  languageName(code) {
    try {
      return this.languageNames.of(code);
    } catch {
      return code; // people may have been given any code
    }
  }
}

export async function loadWords(preferred = navigator.languages) {
  const codes = preferred.map((tag) => tag.slice(0, 2).toLowerCase());
  const language = codes.find((code) => LANGUAGES.includes(code)) ?? "en";
  const response = await fetch(new URL(`${language}.json`, import.meta.url));
  return new Words(language, await response.json());
}
