using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Proving;
using Lintel.RateLimits;

namespace Lintel.Tests.Conventions;

/// <summary>What documentation states as a default is one.</summary>
public sealed class DefaultTests
{
    [Fact]
    public void LintelOptions_defaults_are_as_documented()
    {
        var options = new LintelOptions();
        Assert.Equal("live", options.Environment);
        Assert.Empty(options.TrustedProxies);
        Assert.Empty(options.Contracts);
        Assert.Equal(600, options.FailedAuthenticationsPerMinute);
        Assert.Null(options.AuditRetention);
        Assert.Equal(TimeSpan.FromHours(1), options.SessionRetention);
        Assert.False(options.AnswerOutside);
        Assert.True(options.ReloadContracts);
        Assert.Equal(TimeSpan.FromSeconds(30), options.BodyDeadline);
    }

    [Fact]
    public void ApiOptions_defaults_are_as_documented() => Assert.Null(new ApiOptions().Classify);

    [Fact]
    public void RateLimitPolicy_defaults_are_as_documented()
    {
        var policy = new RateLimitPolicy { Name = "p", Per = RateLimitPartition.Key, Allow = 1, Window = TimeSpan.FromSeconds(1), WindowText = "1 second" };
        Assert.Equal(RateLimitKind.Fixed, policy.Kind);
        Assert.Equal(RateLimitHeaders.XRateLimit, policy.Headers);
        Assert.Empty(policy.Classes);
        Assert.False(policy.Named);
        Assert.Equal(RateLimitCharging.Always, policy.Charge);
        Assert.Equal(RateLimitDurability.None, policy.Durability);
    }

    [Fact]
    public void Contract_defaults_are_as_documented()
    {
        var contract = Contract.Default;
        Assert.Equal("X-Request-Id", contract.RequestId.Header);
        Assert.Equal(new SizeLimits(1024 * 1024, 8 * 1024, 32 * 1024, 32), contract.Sizes);
    }

    [Fact]
    public void ProbeTarget_defaults_are_as_documented()
    {
        var target = new ProbeTarget
        {
            Contract = Contract.Default,
            Address = new Uri("http://127.0.0.1"),
            Base = "/lintel",
            Entries = [new(
            ProbeCredential.None,
            ProbeRequest.Get("/lintel"))]
        };
        Assert.Equal(600, target.FailedAuthenticationsPerMinute);
        Assert.Equal(Condition.CredentialMissing, target.Entries[0].Missing);
        Assert.False(target.Entries[0].Read.Chunked);
        Assert.Equal(TimeSpan.FromMinutes(1), new ProbeLimit(ProbeCredential.None, target.Entries[0].Read, 1).Window);
    }
}
