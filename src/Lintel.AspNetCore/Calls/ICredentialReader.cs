using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads a kind of credential that Lintel does not have, such as HTTP Basic, a signed request or a client certificate.
/// <see cref="LintelOptions.AddCredential{TReader}"/> gives it a word that contracts name under <c>credentials</c>. One instance serves all requests of an
/// API at once. Its constructor takes singletons; scoped services come from <c>call.Http.RequestServices</c>.
/// </summary>
public interface ICredentialReader
{
    /// <summary>
    /// Tells, at the stage <c>credential</c>, whether the caller has presented a credential of this kind, be it a malformed one. A caller who presents a
    /// second credential beside it is refused by <c>credential.malformed</c>.
    /// </summary>
    /// <param name="request">The request. Its body is not to be read.</param>
    bool IsPresented(HttpRequest request);

    /// <summary>
    /// Verifies the credential, at the stage <c>key</c>. A refusal counts as a failed authentication of the caller's address. An exception is answered as one
    /// of a handler, by <c>server.error</c>, and nothing further in runs.
    /// </summary>
    /// <param name="call">The request, with a credential for which <see cref="IsPresented"/> was true. Its body is not to be read.</param>
    ValueTask<CredentialResult> VerifyAsync(ApiCall call);
}
