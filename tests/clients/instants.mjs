// Reads calendars (JSON list of texts) from stdin; prints for each what ical.js makes of it: [uid, start, end, sequence, status], in UTC.
// The VTIMEZONE of the file alone tells the offset, as in Thunderbird.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));

function utc(time, zones) {
  if (!time.zone || time.zone.tzid === "UTC") return time.toJSDate().toISOString();
  const zone = zones.get(time.zone.tzid);
  if (!zone) return `no zone ${time.zone.tzid}`;
  const own = time.clone();
  own.zone = zone;
  return new Date(own.toUnixTime() * 1000).toISOString();
}

const found = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zones = new Map(
    calendar.getAllSubcomponents("vtimezone").map((zone) => [zone.getFirstPropertyValue("tzid"), new ICAL.Timezone(zone)]),
  );
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const value = (name) => component.getFirstPropertyValue(name);
    return [value("uid"), utc(value("dtstart"), zones), utc(value("dtend"), zones), Number(value("sequence")), value("status")];
  });
});
process.stdout.write(JSON.stringify(found));
