using System.Collections.Frozen;
using Lintel.Contracts;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// The CORS policies that contracts have themselves, for applications without <c>UseCors</c>. They are on every answer inside the API, refusals included, and
/// answer preflights before the guards.
/// </summary>
internal sealed class ContractCors
{
    private readonly FrozenDictionary<ServedApi, CorsPolicy> _policies;
    private readonly CorsService _service;

    /// <param name="apis">The APIs.</param>
    /// <param name="loggers">Makes the framework's own logger of CORS.</param>
    public ContractCors(ApiDirectory apis, ILoggerFactory loggers)
    {
        _policies = apis.All.Where(runtime => runtime is { IsShadow: false, Contract.Cors: not null })
            .ToFrozenDictionary(runtime => runtime.Served, runtime => PolicyOf(runtime.Contract.Cors!));
        _service = new CorsService(Options.Create(new CorsOptions()), loggers);
    }

    /// <summary>Writes the header fields of an API's own policy; none where it has no policy, the request no origin, or middleware has written some.</summary>
    public void Apply(HttpContext http, ApiRuntime runtime)
    {
        if (_policies.Count > 0
            && _policies.TryGetValue(runtime.Served, out var policy)
            && http.Request.Headers.Origin.Count > 0
            && CanBeEchoed(http.Request.Headers)
            && http.Response.Headers.AccessControlAllowOrigin.Count == 0)
        {
            _service.ApplyResult(_service.EvaluatePolicy(http, policy), http.Response);
        }
    }

    /// <summary>The framework echoes what a preflight asks for, and the server takes printable ASCII alone in header fields that it sends.</summary>
    private static bool CanBeEchoed(IHeaderDictionary request) =>
        IsPrintable(request.AccessControlRequestHeaders.ToString()) && IsPrintable(request.AccessControlRequestMethod.ToString());

    private static bool IsPrintable(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static CorsPolicy PolicyOf(CrossOriginRule rule)
    {
        var policy = new CorsPolicyBuilder().AllowAnyMethod().WithExposedHeaders([.. rule.Exposed]).SetPreflightMaxAge(rule.MaxAge);
        _ = rule.Headers.Count == 0 ? policy.AllowAnyHeader() : policy.WithHeaders([.. rule.Headers]);
        _ = rule.Origins.Count == 0 ? policy.AllowAnyOrigin() : policy.WithOrigins([.. rule.Origins]).SetIsOriginAllowedToAllowWildcardSubdomains();
        return (rule.Credentials ? policy.AllowCredentials() : policy).Build();
    }
}
