package bundle_test

// Checks 1 and 2, and what no check allows.
func brokenShape() []breakage {
	return []breakage{
		{"an unknown format", func(b object) { b["format"] = "other" }, []string{"format bundle.unknown_format"}},
		{"no format", func(b object) { delete(b, "format") }, []string{"format bundle.unknown_format"}},
		{"an unknown version", func(b object) { b["format_version"] = 2 }, []string{"format_version bundle.unknown_version"}},
		{"an unknown field of the head", func(b object) { b["colour"] = "red" }, []string{"colour bundle.unknown_field"}},
		{"an unknown field of the plan", func(b object) { b["plan"].(object)["colour"] = "red" }, []string{"plan.colour bundle.unknown_field"}},
		{"an unknown field of a step", func(b object) { list(b["plan"].(object), "steps")[4]["colour"] = "red" }, []string{"plan.steps[4].colour bundle.unknown_field"}},
		{"an unknown field of an entry", set("C-1", 2, "percents", 3), []string{"entries[1].percents bundle.unknown_field"}},
		{"cause stays in the store", set("C-1", 2, "cause", "x"), []string{"entries[1].cause bundle.unknown_field"}},
		{"an unknown field of changes", changing("C-11", 4, "ref", "C-1"), []string{"entries[43].changes.ref bundle.unknown_field"}},
		{"an unknown part of a change", journal(func(b object) {
			entry(b, "C-11", 4)["changes"].(object)["due_on"].(object)["next"] = "x"
		}), []string{"entries[43].changes.due_on.next bundle.unknown_field"}},
		{"an unknown field of evidence", journal(func(b object) {
			list(entry(b, "C-1", 5), "evidence")[0]["mime"] = "x"
		}), []string{"entries[4].evidence[0].mime bundle.unknown_field"}},
		{"the milestone of an entry names a commitment", journal(func(b object) {
			entry(b, "C-1", 4)["milestone"].(object)["commitment"] = "C-1"
		}), []string{"entries[3].milestone.commitment bundle.unknown_field"}},
		{"an unknown kind of entry", set("C-1", 2, "kind", "news"), []string{"entries[1].kind bundle.unknown_word"}},
		{"no kind", set("C-1", 2, "kind", nil), []string{"entries[1].kind bundle.missing"}},
		{"an unknown status", set("C-2", 2, "status", "done"), []string{"entries[7].status bundle.unknown_word"}},
		{"an unknown status of a commitment", func(b object) { list(b, "commitments")[0]["status"] = "done" }, []string{"commitments[0].status bundle.unknown_word"}},
		{"an unknown confidence", set("C-1", 3, "confidence", "sure"), []string{"entries[2].confidence bundle.unknown_word"}},
		{"an unknown way in", set("C-1", 3, "via", "fax"), []string{"entries[2].via bundle.unknown_word"}},
		{"an unknown cadence", changing("C-1", 1, "cadence", "weekly"), []string{"entries[0].changes.cadence cadence.unknown"}},
		{"an unknown visibility", changing("C-1", 1, "visibility", "secret"), []string{"entries[0].changes.visibility visibility.unknown"}},
		{"an unknown kind of organisation", func(b object) { list(b, "organisations")[3]["kind"] = "club" }, []string{"organisations[3].kind bundle.unknown_word"}},
		{"an unknown kind of event", func(b object) { list(b, "events")[1]["kind"] = "party" }, []string{"events[1].kind bundle.unknown_word"}},
		{"an unknown reporting period", func(b object) { b["plan"].(object)["reporting_period"] = "year" }, []string{"plan.reporting_period bundle.unknown_word"}},
		{"an unknown time zone", func(b object) { b["plan"].(object)["time_zone"] = "Mars/Base" }, []string{"plan.time_zone bundle.unknown_zone"}},
		{"a day that is not", set("C-1", 2, "effective_on", "2026-02-30"), []string{"entries[1].effective_on bundle.not_date"}},
		{"a day in other words", set("C-1", 2, "effective_on", "20.2.2026"), []string{"entries[1].effective_on bundle.not_date"}},
		{"a day of an event that is an instant", func(b object) { list(b, "events")[0]["starts_on"] = "2026-08-03T00:00:00Z" }, []string{"events[0].starts_on bundle.not_date"}},
		{"a day in changes that is not", changing("C-11", 4, "due_on", "2026-13-01"), []string{"entries[43].changes.due_on bundle.not_date"}},
		{"an instant in another zone", set("C-1", 2, "recorded_at", "2026-02-20T07:00:00+00:00"), []string{"entries[1].recorded_at bundle.not_instant"}},
		{"an instant with a fraction", set("C-1", 2, "recorded_at", "2026-02-20T07:00:00.5Z"), []string{"entries[1].recorded_at bundle.not_instant"}},
		{"an instant that is a day", set("C-1", 2, "recorded_at", "2026-02-20"), []string{"entries[1].recorded_at bundle.not_instant"}},
		{"no instant of recording", set("C-1", 2, "recorded_at", nil), []string{"entries[1].recorded_at bundle.missing"}},
		{"an export day that is no instant", func(b object) { b["exported_at"] = "today" }, []string{"exported_at bundle.not_instant"}},
		{"a text that is a number", set("C-1", 2, "note", 5), []string{"entries[1].note bundle.not_text"}},
		{"a flag that is a text", set("C-5", 3, "takes_back", "yes"), []string{"entries[20].takes_back bundle.not_flag"}},
		{"changes that are a text", set("C-11", 4, "changes", "due"), []string{"entries[43].changes bundle.not_object"}},
		{"a NUL in a note", set("C-1", 2, "note", "a\x00b"), []string{"entries[1].note bundle.nul"}},
	}
}

func brokenNames() []breakage {
	return []breakage{
		{"a handle twice", func(b object) { list(b, "organisations")[3]["handle"] = "acacia" }, []string{
			"organisations[3].handle bundle.twice", "endorsements[3].organisation organisation.unknown",
			"entries[14].changes.lead organisation.unknown", "entries[37].changes.lead organisation.unknown", "entries[56].changes.lead organisation.unknown",
		}},
		{"a member twice", func(b object) {
			b["members"] = append(b["members"].([]any), object{"key": "m-a1"})
		}, []string{"members[12].key bundle.twice"}},
		{"a ref twice", func(b object) {
			b["commitments"] = append(b["commitments"].([]any), object{"ref": "C-1"})
		}, []string{"commitments[26].ref bundle.twice", "commitments[26].ref bundle.no_entries"}},
		{"a ref that is none", func(b object) {
			b["commitments"] = append(b["commitments"].([]any), object{"ref": "C-027"})
		}, []string{"commitments[26].ref bundle.not_ref", "commitments[26].ref bundle.no_entries"}},
		{"no handle", func(b object) {
			b["organisations"] = append(b["organisations"].([]any), object{"name": "Nobody"})
		}, []string{"organisations[9].handle bundle.missing"}},
		{"an endorsement of an unknown organisation", func(b object) {
			b["endorsements"] = append(b["endorsements"].([]any), object{"organisation": "oak", "endorsed_on": "2026-01-01"})
		}, []string{"endorsements[9].organisation organisation.unknown"}},
		{"an endorsement twice", func(b object) {
			b["endorsements"] = append(b["endorsements"].([]any), object{"organisation": "ivy", "endorsed_on": "2025-11-03"})
		}, []string{"endorsements[9].endorsed_on bundle.endorsed_twice"}},
		{"an unknown lead", changing("C-14", 1, "lead", "oak"), []string{"entries[50].changes.lead organisation.unknown"}},
		{"an unknown partner", changing("C-14", 1, "partners", []any{"acacia", "oak"}), []string{"entries[50].changes.partners organisation.unknown"}},
		{"an unknown member", set("C-14", 2, "member", "m-x"), []string{"entries[51].member member.unknown"}},
		{"an unknown contact", set("C-7", 3, "to_member", "m-x"), []string{"entries[28].to_member member.unknown"}},
		{"an unknown commitment", journal(func(b object) {
			b["entries"] = append(b["entries"].([]any), object{
				"commitment": "C-99", "seq": 1, "kind": "no_change", "recorded_at": "2026-10-01T00:00:00Z",
			})
		}), []string{"entries[83].commitment commitment.unknown"}},
		{"a milestone of an unknown commitment", func(b object) {
			b["milestones"] = append(b["milestones"].([]any), object{"commitment": "C-99", "key": "m1", "title": "x"})
		}, []string{"milestones[1].commitment commitment.unknown"}},
		{"an unknown step", changing("C-14", 1, "steps", []any{"99"}), []string{"entries[50].changes.steps step.unknown"}},
		{"a step that is not actionable", changing("C-14", 1, "steps", []any{"29"}), []string{"entries[50].changes.steps step.not_actionable"}},
		{"a step that was retired by then", journal(func(b object) {
			put(entry(b, "C-14", 2), "kind", "edited", "status", nil, "effective_on", "2026-07-20", "recorded_at", "2026-07-20T12:00:00Z",
				"changes", object{"steps": object{"new": []any{"35"}}})
		}), []string{"entries[51].changes.steps step.retired"}},
		{"no step at all", changing("C-14", 1, "steps", []any{}), []string{"entries[50].changes.steps registered.needs"}},
		{"no lead", changing("C-14", 1, "lead", nil), []string{"entries[50].changes.lead registered.needs"}},
		{"no title", changing("C-14", 1, "title", ""), []string{"entries[50].changes.title registered.needs"}},
		{"no cadence", changing("C-14", 1, "cadence", ""), []string{"entries[50].changes.cadence registered.needs"}},
		{"a lead handed over to nobody", journal(func(b object) {
			put(entry(b, "C-7", 3), "changes", object{"lead": object{"old": "baobab"}})
		}), []string{"entries[28].changes.lead registered.needs"}},
		{"a lead that does not endorse yet", journal(func(b object) {
			list(b, "endorsements")[8]["endorsed_on"] = "2025-12-16"
		}), []string{"entries[80].changes.lead organisation.not_endorsing"}},
		{"a partner that does not endorse any more", journal(func(b object) {
			put(entry(b, "C-7", 3), "changes", object{"partners": object{"new": []any{"fern"}}})
		}), []string{"entries[28].changes.partners organisation.not_endorsing"}},
	}
}

// Checks 4 to 6.
func brokenJournal() []breakage {
	return []breakage{
		{"a seq too far", set("C-7", 3, "seq", 4), []string{"entries[28].seq entry.seq"}},
		{"no seq", set("C-7", 3, "seq", nil), []string{"entries[28].seq entry.seq"}},
		{"a seq of 0", set("C-7", 3, "seq", 0), []string{"entries[28].seq bundle.not_counted"}},
		{"recorded before the entry before", set("C-7", 3, "recorded_at", "2026-05-05T06:59:59Z", "effective_on", "2026-05-05"), []string{"entries[28].recorded_at entry.recorded_before_previous"}},
		{"a second registration", journal(func(b object) {
			put(entry(b, "C-7", 2), "kind", "registered", "changes", entry(b, "C-7", 1)["changes"])
		}), []string{"entries[27].kind entry.registered_twice"}},
		{"effective before the registration", set("C-7", 2, "effective_on", "2026-02-09"), []string{"entries[27].effective_on entry.before_registration"}},
		{"effective two days after the recording", set("C-7", 2, "effective_on", "2026-05-07"), []string{"entries[27].effective_on entry.in_the_future"}},
		{"a percentage of 101", set("C-1", 2, "percent", 101), []string{"entries[1].percent percent.range"}},
		{"a percentage below 0", set("C-1", 2, "percent", -1), []string{"entries[1].percent percent.range"}},
		{"half a percent", set("C-1", 2, "percent", 45.5), []string{"entries[1].percent bundle.not_whole_number"}},
		{"a percentage in a text", set("C-1", 2, "percent", "45"), []string{"entries[1].percent bundle.not_whole_number"}},
		{"a percentage against the status", set("C-1", 2, "percent", 50, "status", "in_progress"), []string{"entries[1].percent percent.contradicts"}},
		{"a percentage of something continuing", set("C-4", 2, "percent", 10), []string{"entries[15].percent percent.continuing"}},
		{"something continuing is planned", set("C-4", 2, "status", "planned"), []string{"entries[15].status status.continuing"}},
		{"a percentage beside paused", set("C-19", 2, "percent", 10), []string{"entries[67].percent percent.beside_status"}},
		{"a percentage beside withdrawn", set("C-25", 2, "percent", 10), []string{"entries[79].percent entry.value_not_carried"}},
		{"no change with a status", set("C-4", 3, "status", "in_progress"), []string{"entries[16].status entry.value_not_carried"}},
		{"progress with changes", changing("C-4", 2, "title", "Other"), []string{"entries[15].changes entry.value_not_carried"}},
		{"progress with a contact", set("C-4", 2, "to_member", "m-d1"), []string{"entries[15].to_member entry.value_not_carried"}},
		{"an edit of the cadence", changing("C-11", 4, "cadence", "continuing"), []string{"entries[43].changes.cadence changes.not_by_kind"}},
		{"an edit of the lead", changing("C-11", 4, "lead", "acacia"), []string{"entries[43].changes.lead changes.not_by_kind"}},
		{"a hand-over with a title", changing("C-7", 3, "title", "x"), []string{"entries[28].changes.title changes.not_by_kind"}},
		{"a status entry without a status", set("C-14", 2, "status", nil), []string{"entries[51].status status.missing"}},
		{"a status entry says withdrawn", set("C-14", 2, "status", "withdrawn"), []string{"entries[51].status status.withdrawn_by_kind"}},
		{"a withdrawal says something else", set("C-25", 2, "status", "paused"), []string{"entries[79].status status.withdrawal_says_otherwise"}},
		{"news of a status after completion", journal(func(b object) {
			put(entry(b, "C-15", 3), "kind", "progress")
		}), []string{"entries[54].status status.already_closed"}},
		{"news of a percentage after completion", journal(func(b object) {
			put(entry(b, "C-15", 3), "kind", "progress", "status", nil, "percent", 20)
		}), []string{"entries[54].percent status.already_closed"}},
		{"paused after completion", set("C-15", 3, "status", "paused"), []string{"entries[54].status status.closed_move"}},
		{"withdrawn after completion", journal(func(b object) {
			put(entry(b, "C-15", 3), "kind", "withdrawn", "status", nil)
		}), []string{"entries[54].kind status.already_closed", "entries[55].percent status.already_closed"}},
		{"no reason for a reopening", set("C-15", 3, "note", nil), []string{"entries[54].note reason.missing_reopen"}},
		{"no reason for a withdrawal", set("C-25", 2, "note", ""), []string{"entries[79].note reason.missing"}},
		{"no reason for a pause", set("C-19", 2, "note", nil), []string{"entries[67].note reason.missing"}},
		{"a milestone without a key", set("C-1", 4, "milestone", object{"title": "x"}), []string{"entries[3].milestone.key milestone.no_key"}},
	}
}

// Checks 7 and 8.
func brokenCorrections() []breakage {
	return []breakage{
		{"a correction of nothing", set("C-8", 3, "corrects", nil), []string{"entries[31].corrects correction.missing"}},
		{"a correction of itself", set("C-8", 3, "corrects", 3), []string{"entries[31].corrects correction.no_earlier_entry"}},
		{"a correction of what is not there", set("C-8", 3, "corrects", 9), []string{"entries[31].corrects correction.no_earlier_entry"}},
		{"news that correct", set("C-8", 4, "corrects", 2), []string{"entries[32].corrects correction.not_by_kind"}},
		{"a redaction of nothing", journal(func(b object) { put(entry(b, "C-11", 3), "corrects", nil) }), []string{"entries[42].corrects correction.missing"}},
		{"news that take back", set("C-8", 4, "takes_back", true), []string{"entries[32].takes_back correction.takes_back_by_kind"}},
		{"a correction of a redaction", journal(func(b object) {
			put(entry(b, "C-11", 5), "kind", "corrected", "corrects", 3)
		}), []string{"entries[44].corrects correction.of_redaction"}},
		{"a correction of what no longer stands", journal(func(b object) {
			put(entry(b, "C-8", 4), "kind", "corrected", "corrects", 2)
		}), []string{"entries[32].corrects correction.no_longer_stands"}},
		{"a registration replaced", journal(func(b object) {
			put(entry(b, "C-24", 2), "takes_back", nil, "changes", entry(b, "C-24", 1)["changes"])
			delete(entry(b, "C-24", 2)["changes"].(object), "cadence")
		}), []string{"entries[76].changes.cadence registered.needs", "entries[77].corrects correction.of_registration"}},
		{"news after the registration was taken back", journal(func(b object) {
			insert(b, "C-24", 2, object{
				"commitment": "C-24", "seq": 3, "kind": "no_change", "recorded_at": "2026-05-01T00:00:00Z", "member": "m-c1",
			})
		}), []string{"entries[78].kind correction.registration_taken_back"}},
		{"a taking back with a value", set("C-5", 3, "status", "planned"), []string{"entries[20].status correction.takes_back_with_values"}},
		{"a taking back of another day", set("C-5", 3, "effective_on", "2026-08-04"), []string{"entries[20].effective_on correction.takes_back_another_day"}},
		{"a redacted entry that has its note", set("C-11", 2, "note", "still here"), []string{"entries[41].note redaction.text_stays"}},
		{"a redacted entry that has its evidence", set("C-11", 2, "evidence", []any{object{"url": "https://example.org"}}), []string{"entries[41].evidence redaction.text_stays"}},
		{"no reason for a redaction", set("C-11", 3, "note", nil), []string{"entries[42].note reason.missing"}},
		{"no reason for a correction", set("C-8", 3, "note", nil), []string{"entries[31].note reason.missing"}},
		{"no reason for a late taking back", set("C-26", 3, "note", nil), []string{"entries[82].note reason.missing"}},
		{"no reason after sixteen minutes", set("C-5", 3, "recorded_at", "2026-08-05T07:15:01Z"), []string{"entries[20].note reason.missing"}},
	}
}

// Check 9 as far as it needs no store, and plans that contradict themselves.
func brokenPlan() []breakage {
	commitment := func(i int, field string, v any) func(object) {
		return func(b object) { list(b, "commitments")[i][field] = v }
	}
	step := func(i int, field string, v any) func(object) {
		return func(b object) { list(b["plan"].(object), "steps")[i][field] = v }
	}
	return []breakage{
		{"a commitment with another status", commitment(0, "status", "planned"), []string{"commitments[0].status bundle.not_the_fold"}},
		{"a commitment with another lead", commitment(0, "lead", "baobab"), []string{"commitments[0].lead bundle.not_the_fold"}},
		{"a commitment with a percentage it has not", commitment(0, "percent", 80), []string{"commitments[0].percent bundle.not_the_fold"}},
		{"a commitment of another version", commitment(0, "version", 5), []string{"commitments[0].version bundle.not_the_fold"}},
		{"a commitment on other steps", commitment(3, "steps", []any{"36", "29c"}), []string{"commitments[3].steps bundle.not_the_fold"}},
		{"a milestone that was not reached then", func(b object) { list(b, "milestones")[0]["done_on"] = "2026-05-21" }, []string{"milestones[0].done_on bundle.not_the_fold"}},
		{"a milestone nobody set", func(b object) { list(b, "milestones")[0]["key"] = "m2" }, []string{"milestones[0].key bundle.milestone_unknown"}},
		{"no plan", func(b object) {
			delete(b, "plan")
			for _, name := range []string{"commitments", "entries", "milestones"} {
				delete(b, name)
			}
		}, []string{"plan bundle.missing"}},
		{"no slug", func(b object) { delete(b["plan"].(object), "slug") }, []string{"plan.slug bundle.missing"}},
		{"a code twice", func(b object) {
			p := b["plan"].(object)
			p["steps"] = append(p["steps"].([]any), list(p, "steps")[0])
		}, []string{"plan.steps[34].code bundle.twice"}},
		{"a theme that is not there", step(0, "theme", "other"), []string{"plan.steps[0].theme bundle.unknown_theme"}},
		{"a parent that is not there", step(0, "parent", "99"), []string{"plan.steps[0].parent step.unknown"}},
		{"a successor that is not there", step(0, "superseded_by", "99"), []string{"plan.steps[0].superseded_by step.unknown"}},
	}
}

// Check 10.
func brokenChain() []breakage {
	chained := func(ref string, seq int, pairs ...any) func(object) {
		return func(b object) { put(entry(b, ref, seq), pairs...) }
	}
	other := "0000000000000000000000000000000000000000000000000000000000000000"
	return []breakage{
		{"a changed note", chained("C-2", 2, "note", "First training held!"), []string{"entries[7].digest bundle.digest_wrong"}},
		{"a changed day", chained("C-2", 2, "effective_on", "2026-03-11"), []string{"entries[7].digest bundle.digest_wrong"}},
		{"a changed author", chained("C-2", 2, "member", "m-b2"), []string{"entries[7].digest bundle.digest_wrong"}},
		{"a changed evidence", func(b object) { list(entry(b, "C-1", 5), "evidence")[0]["title"] = "Book" }, []string{"entries[4].digest bundle.digest_wrong"}},
		{"a changed digest", chained("C-2", 2, "digest", other), []string{"entries[7].digest bundle.digest_wrong"}},
		{"a changed salt", chained("C-2", 2, "salt", other[:32]), []string{"entries[7].digest bundle.digest_wrong"}},
		{"a digest that is none", chained("C-2", 2, "digest", "ABC"), []string{"entries[7].digest bundle.not_hex", "entries[7].digest bundle.digest_missing"}},
		{"a digest is missing", chained("C-2", 2, "digest", nil), []string{"entries[7].digest bundle.digest_missing"}},
		{"a salt is missing", chained("C-2", 2, "salt", nil), []string{"entries[7].salt bundle.salt_missing", "entries[7].digest bundle.digest_wrong"}},
		{"a salt beside a redacted text", chained("C-11", 2, "salt", other[:32]), []string{"entries[41].salt bundle.salt_misplaced", "entries[41].digest bundle.digest_wrong"}},
		{"a text digest is missing", chained("C-11", 2, "text_digest", nil), []string{"entries[41].text_digest bundle.text_digest_missing", "entries[41].digest bundle.digest_wrong"}},
		{"a text digest of a text that is there", chained("C-2", 2, "text_digest", other), []string{"entries[7].text_digest bundle.text_digest_misplaced"}},
		{"a position is missing", chained("C-2", 2, "position", nil), []string{"entries[7].position bundle.position_missing"}},
		{"a position of 0", chained("C-2", 2, "position", 0), []string{"entries[7].position bundle.not_counted", "entries[7].position bundle.position_missing"}},
		{"a position twice", chained("C-2", 2, "position", 27), []string{
			"entries[7].position bundle.position_twice", "entries[76].position bundle.position_twice",
			"entries[7].position bundle.position_gap",
		}},
		{"an entry left out", func(b object) {
			all := b["entries"].([]any)
			b["entries"] = append(all[:81:81], all[82])
		}, []string{
			"entries[51].position bundle.position_gap", "entries[81].corrects correction.no_earlier_entry", "entries[81].seq entry.seq",
		}},
		{"an entry withheld", func(b object) {
			b["withheld"] = []any{object{"position": 84, "entry_digest": other}}
		}, []string{"withheld[0].entry_digest bundle.withheld"}},
		{"an entry shown in part", chained("C-2", 2, "entry_digest", other, "salt", nil), []string{
			"entries[7].entry_digest bundle.partly_shown", "entries[7].digest bundle.digest_wrong",
		}},
		{"positions against time", func(b object) {
			put(entry(b, "C-1", 2), "position", 20)
			put(entry(b, "C-4", 2), "position", 21)
		}, []string{
			"entries[15].position bundle.position_against_time",
			"entries[1].digest bundle.digest_wrong", "entries[15].digest bundle.digest_wrong", "entries[56].digest bundle.digest_wrong",
		}},
		{"positions against seq", func(b object) {
			put(entry(b, "C-1", 3), "position", 51)
			put(entry(b, "C-1", 4), "position", 41)
		}, []string{
			"entries[2].position bundle.position_against_time", "entries[3].position bundle.position_against_seq",
			"entries[61].position bundle.position_against_time", "entries[2].digest bundle.digest_wrong",
			"entries[3].digest bundle.digest_wrong", "entries[16].digest bundle.digest_wrong", "entries[61].digest bundle.digest_wrong",
		}},
	}
}
