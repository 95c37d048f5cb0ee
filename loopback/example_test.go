package loopback_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"

	"tokenreport/loopback"
)

// A server with the identity is trusted by whoever was given its roots, and by nobody else.
func ExampleIdentity() {
	identity, err := loopback.Shared()
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = identity.Config()
	server.StartTLS()
	defer server.Close()

	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: identity.Roots()}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get(server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	// Output: 404 Not Found
}
