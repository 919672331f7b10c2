// node check.js FILE FROM TO
//
// Reads a calendar with ical.js and with node-ical, and prints what each makes of it as JSON: single events as they are,
// and the days from FROM to TO on which ical.js says that something takes place, exceptions and changed times included.
import fs from 'node:fs';
import ICAL from 'ical.js';
import ical from 'node-ical';

const [file, from, to] = process.argv.slice(2);
const text = fs.readFileSync(file, 'utf8');
const root = new ICAL.Component(ICAL.parse(text));

for (const zone of root.getAllSubcomponents('vtimezone')) {
  ICAL.TimezoneService.register(zone);
}

const day = (time) => `${time.year}-${String(time.month).padStart(2, '0')}-${String(time.day).padStart(2, '0')}`;
// Left to itself the library takes the changed times of all events for those of each.
const components = root.getAllSubcomponents('vevent');
const uid = (component) => component.getFirstPropertyValue('uid');
const changed = components.filter((component) => component.hasProperty('recurrence-id'));
const events = components.map(
  (component) => new ICAL.Event(component, { exceptions: changed.filter((other) => other !== component && uid(other) === uid(component)) }),
);
const masters = events.filter((event) => !event.isRecurrenceException());

const occurrences = [];
for (const event of masters) {
  if (!event.isRecurring()) {
    occurrences.push({ uid: event.uid, day: day(event.startDate), title: event.summary });
    continue;
  }
  const next = event.iterator();
  for (let at = next.next(), n = 0; at && n < 20000; at = next.next(), n++) {
    if (day(at) > to) break;
    const one = event.getOccurrenceDetails(at);
    if (one.item.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
    if (day(one.startDate) >= from) occurrences.push({ uid: event.uid, day: day(one.startDate), title: one.item.summary });
  }
}

const local = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
const byNode = Object.values(ical.sync.parseICS(text))
  .filter((item) => item.type === 'VEVENT')
  .map((item) => ({ uid: item.uid, title: item.summary, start: local(item.start), end: local(item.end), whole: item.datetype === 'date' }));

console.log(
  JSON.stringify({
    name: root.getFirstPropertyValue('x-wr-calname'),
    events: events.map((event) => ({
      uid: event.uid, title: event.summary, start: day(event.startDate), end: day(event.endDate), whole: event.startDate.isDate,
      description: event.description ?? '',
    })),
    byNode,
    occurrences,
  }),
);
