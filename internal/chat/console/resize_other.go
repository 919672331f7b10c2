//go:build !unix

package console

import "context"

// onResize does nothing where no signal tells of another size.
func onResize(context.Context, func()) {}
