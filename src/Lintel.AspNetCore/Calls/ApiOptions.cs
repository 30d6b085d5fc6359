using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>What an API tells the front door beyond its contract.</summary>
public sealed class ApiOptions
{
    /// <summary>
    /// Names the class of a request for the rate limit policies where no operation was found or the operation names none; null for no class.
    /// <value>null</value>
    /// </summary>
    public Func<HttpContext, string?>? Classify { get; set; }

    /// <summary>
    /// Finds an application by its client id, which is compared exactly; null where there is none. Needed where the contract has a credential of kind
    /// <c>application</c>. Called on every request of an application, so that a change holds on the very next one. <value>null</value>
    /// </summary>
    public Func<string, CancellationToken, ValueTask<ClientApplication?>>? FindApplication { get; set; }
}
