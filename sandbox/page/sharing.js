// What a person may hand over when a button of the reply keyboard asks for it, and only after they agreed.
import * as api from "./api.js";
import { ask, field } from "./dialogs.js";
import { h } from "./dom.js";

const PLACES = { malaga: [36.7213, -4.4214], rabat: [34.0209, -6.8416], abidjan: [5.3599, -4.0083] };

function choices(words, form) {
  return [
    { label: words.say("cancel"), value: false },
    { label: words.say("share"), value: true, main: true, form },
  ];
}

export async function shareContact({ words, person, bot, attempt }) {
  const why = words.say("share_phone_why", { bot: bot.first_name, phone: person.phone ?? "" });
  const sure = await ask({
    title: words.say("share_phone"),
    content: [h("p", {}, why)],
    actions: choices(words, false),
  });
  if (sure) await attempt(api.contact(person.id));
}

/** There is no GPS here: one of the mission towns, or any coordinates. */
export async function shareLocation({ words, person, attempt }) {
  const range = (most) => ({ type: "number", step: "any", min: -most, max: most, required: true, dir: "ltr" });
  const [latitude, latitudeRow] = field(words.say("latitude"), { ...range(90), value: PLACES.malaga[0] });
  const [longitude, longitudeRow] = field(words.say("longitude"), { ...range(180), value: PLACES.malaga[1] });
  const places = Object.entries(PLACES).map(([name, [north, east]]) => {
    const click = () => {
      latitude.value = north;
      longitude.value = east;
    };
    return h("button", { type: "button", class: "chip", on: { click } }, words.say(name));
  });
  const sure = await ask({
    title: words.say("share_location"),
    content: [h("div", { class: "chips" }, ...places), latitudeRow, longitudeRow],
    actions: choices(words, true),
  });
  if (sure) await attempt(api.location(person.id, latitude.valueAsNumber, longitude.valueAsNumber));
}
