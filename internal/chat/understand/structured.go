package understand

// structured reads the message as a command in its precise form; nil if it is not one.
func (m *message) structured() *Understanding {
	m.survey()
	return nil
}
