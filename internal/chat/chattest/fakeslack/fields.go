package fakeslack

import "strings"

// state is how Slack hands back what stands in an input.
func (f Field) state(value string) map[string]any {
	switch f.Kind {
	case "datepicker":
		return map[string]any{"selected_date": orNil(value)}
	case "static_select", "radio_buttons":
		if value == "" {
			return map[string]any{"selected_option": nil}
		}
		return map[string]any{"selected_option": option(value)}
	case "multi_static_select", "checkboxes":
		chosen := []any{}
		for v := range strings.SplitSeq(value, "\n") {
			if v != "" {
				chosen = append(chosen, option(v))
			}
		}
		return map[string]any{"selected_options": chosen}
	}
	return map[string]any{"value": orNil(value)}
}

func option(value string) map[string]any {
	return map[string]any{"value": value, "text": map[string]any{"type": "plain_text", "text": value}}
}
