package matrix_test

// asProgram makes this test binary a bot that can be killed.
const asProgram = "ACCORD_TEST_MATRIX_PROGRAM"

func program() {}
