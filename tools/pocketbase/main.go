// Command pocketbase is PocketBase as it comes, to measure beside. Nothing of it is in a program.
package main

import (
	"log"

	"github.com/pocketbase/pocketbase"
)

func main() {
	if err := pocketbase.New().Start(); err != nil {
		log.Fatal(err)
	}
}
