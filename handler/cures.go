package handler

import "slices"

// cures tell the operator of an app how to correct the cause of a code of Chat.
var cures = []struct {
	cure  string
	codes []int
}{
	{"a signature just made was refused as expired: check the clock of the machine", []int{70001, 70052}},
	{"check that CHAT_SECRET_KEY is the key of this SDKAppID", []int{60004, 60005, 70002, 70003, 70005, 70009, 70014, 70032, 70346}},
	{"too many failed signatures: correct CHAT_SECRET_KEY, then wait a minute", []int{70050}},
	{"check that CHAT_REGION is the data centre of this SDKAppID", []int{70016, 70020}},
	{"check that CHAT_ADMIN is an admin of the app", []int{50003, 60010, 70013, 70403}},
	{"check that CHAT_SDKAPPID is right and the app enabled", []int{60006, 60012}},
	{"check the app's package in the Chat console; a package just bought takes 5 minutes",
		[]int{51013, 60020, 70398, 71000, 72000, 72001, 72012, 80005}},
	{"Chat does not allow this source address: give the function a fixed egress address and allow it", []int{60021}},
	{"Chat disabled the app or the request: ask the vendor by ticket", []int{60016, 60017, 70051, 70114, 70404}},
}

func cure(code int) string {
	for _, c := range cures {
		if slices.Contains(c.codes, code) {
			return c.cure
		}
	}
	return "see the vendor's page of error codes"
}
