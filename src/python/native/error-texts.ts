/** What Apache says on the pages it makes up (modules/http/http_protocol.c, get_canned_error_string). */
export const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'Your browser sent a request that this server could not understand.',
  401: 'This server could not verify that you are authorized to access the document requested.',
  403: "You don't have permission to access this resource.",
  404: 'The requested URL was not found on this server.',
  405: 'The requested method is not allowed for this URL.',
  406: 'An appropriate representation of the requested resource could not be found on this server.',
  408: 'Server timeout waiting for the HTTP request from the client.',
  410: 'The requested resource is no longer available on this server and there is no forwarding address.',
  411: 'A request of the requested method requires a valid Content-length.',
  412: 'The precondition on the request for this URL evaluated to false.',
  413: 'The amount of data provided in the request exceeds the capacity limit.',
  414: "The requested URL's length exceeds the capacity limit for this server.",
  415: 'The supplied request data is not in a format acceptable for processing by this resource.',
  416: 'None of the range-specifier values in the Range request-header field overlap the current extent.',
  417: 'The expectation given in the Expect request-header field could not be met by this server.',
  422: 'The server understands the media type of the request entity, but was unable to process it.',
  423: 'The requested resource is currently locked.',
  424: 'The requested action depended on another action and that other action failed.',
  426: 'The requested resource can only be retrieved using SSL.',
  501: 'The requested method is not supported for current URL.',
  502: 'The proxy server received an invalid response from an upstream server.',
  503: 'The server is temporarily unable to service your request. Please try again later.',
  504: 'The gateway did not receive a timely response from the upstream server or application.',
};

/** 500 and everything that has no text of its own. */
export const OTHER_ERROR =
  'The server encountered an internal error and was unable to complete your request.';
