using Lintel.Applications;
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

    /// <summary>Where the API keeps its applications; needed where its contract has a credential of kind <c>application</c>. <value>null</value></summary>
    public IApplicationSource? Applications { get; set; }
}
