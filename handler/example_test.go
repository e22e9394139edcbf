package handler_test

import (
	"context"
	"fmt"
	"io"

	"github.com/tencentyun/scf-go-lib/functioncontext"

	"chatmarks/chat/chattest"
	"chatmarks/handler"
)

// This example invokes the function with a direct event and the function's variables.
func ExampleHandler_Invoke() {
	server, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	h := handler.New(handler.Options{Log: io.Discard})
	ctx := functioncontext.NewContext(context.Background(), &functioncontext.FunctionContext{
		RequestID: "b0c6",
		Environment: map[string]string{
			"CHAT_SDKAPPID":   "1400000001",
			"CHAT_SECRET_KEY": chattest.DemoApp().SecretKey,
			"CHAT_REGION":     "singapore",
			"CHAT_ENDPOINT":   server.URL(),
		},
	})
	answer, err := h.Invoke(ctx, []byte(`{"From_Account": "user_0002", "ContactItem": [{"Type": 1, "To_Account": "user_0001"}]}`))
	fmt.Println(string(answer), err)
	// Output:
	// {"requestID":"b0c6","fromAccount":"user_0002","conversations":[{"conversationID":"C2Cuser_0001","type":"C2C","userID":"user_0001","found":true,"standardMark":"1","marks":{"star":true,"unread":false,"fold":false,"hide":false},"markList":[1],"customMark":"","groups":[{"id":1,"name":"同事"}],"updatedAt":"2026-04-03T11:50:00Z"}],"groups":[{"id":1,"name":"同事"}]} <nil>
}

// This example shows the health check of a function without any settings.
func ExampleNew() {
	h := handler.New(handler.Options{Environ: []string{"CHAT_SDKAPPID=1400000001"}, Log: io.Discard})
	answer, err := h.Invoke(
		functioncontext.NewContext(context.Background(), &functioncontext.FunctionContext{RequestID: "b0c6"}),
		[]byte(`{"httpMethod": "GET", "path": "/healthz"}`),
	)
	fmt.Println(string(answer), err)
	// Output:
	// {"isBase64Encoded":false,"statusCode":500,"headers":{"Content-Type":"application/json; charset=utf-8","Cache-Control":"no-store","X-Content-Type-Options":"nosniff","X-Request-ID":"b0c6"},"body":"{\"requestID\":\"b0c6\",\"error\":{\"code\":\"ConfigurationError\",\"message\":\"the function is not configured correctly; its log names the cause\",\"retryable\":false}}"} <nil>
}
