using System.Net;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>The settings of the front door.</summary>
public sealed class LintelOptions
{
    /// <summary>The contracts, one for each API.</summary>
    public IList<Contract> Contracts { get; } = [];

    /// <summary>Where keys, accounts, counts and the request log are kept.</summary>
    public ILintelStores? Stores { get; set; }

    /// <summary>The environment of this process; keys of another are unknown. <value>live</value></summary>
    public string Environment { get; set; } = "live";

    /// <summary>The proxies whose <c>X-Forwarded-For</c> is believed; empty for none. <value>empty</value></summary>
    public IList<IPNetwork> TrustedProxies { get; } = [];

    /// <summary>Failed authentications that an address (IPv6: a /64) may make in a minute before it gets 429 for more of them. <value>600</value></summary>
    public int FailedAuthenticationsPerMinute { get; set; } = 600;

    /// <summary>Reads a contract file and adds it.</summary>
    /// <exception cref="ContractException">The file is not a contract; holds every fault.</exception>
    public LintelOptions AddContract(string path)
    {
        Contracts.Add(ContractReader.ReadFile(path));
        return this;
    }
}

/// <summary>What an API tells the front door beyond its contract.</summary>
public sealed class ApiOptions
{
    /// <summary>
    /// Names the class of a request for the rate limit policies where no operation was found or the operation names none; null for no class.
    /// </summary>
    public Func<HttpContext, string?>? Classify { get; set; }
}

/// <summary>Puts Lintel into an application.</summary>
public static class LintelApplicationExtensions
{
    /// <summary>Adds the front door's services.</summary>
    public static IServiceCollection AddLintel(this IServiceCollection services, Action<LintelOptions> configure) => throw new NotSupportedException();

    /// <summary>Puts the front door before everything that comes after it.</summary>
    public static IApplicationBuilder UseLintel(this IApplicationBuilder app) => throw new NotSupportedException(app.ToString());

    /// <summary>A group for the endpoints of one API, under its contract's base path.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="api">The contract's name.</param>
    /// <param name="configure">What the API tells beyond its contract.</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints, string api, Action<ApiOptions>? configure = null) => throw new NotSupportedException();
}
