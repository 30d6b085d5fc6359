using System.Net;
using System.Reflection;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Proving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Start;

/// <summary>The section <c>Lintel</c> of the application's configuration.</summary>
public sealed class ConfiguredOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Read(
        [
            ("Environment", "test"),
            ("PublicAddress", "https://api.example.com"),
            ("ProxyHeaders", "x-forwarded"),
            ("AdmitDemoAccounts", "true"),
            ("AnswerOutside", "true"),
            ("AuditRetention", "30.00:00:00"), ("SessionRetention", "02:00:00"),
            ("BodyDeadline", "00:00:05"), ("FailedAuthenticationsPerMinute", "10"), ("Passwords:Concurrency", "3"),
            ("Passwords:MaximumWaiting", "4"), ("RequestLog:QueueLength", "5"), ("RequestLog:Delay", "00:00:01"), ("RequestLog:BatchSize", "6"),
            ("RequestLog:KeepFor", "7.00:00:00"), ("RequestLog:MaxAnonymous", "8"), ("RequestLog:MaxRefused", "9"), ("RequestLog:MaxAdmitted", "10"),
            ("RequestLog:TrailSample", "13"), ("RequestLog:TrimEvery", "00:00:11"), ("RequestLog:StopWithin", "00:00:12"),
            ("TrustedProxies:0", "10.0.0.0/8"), ("TrustedProxies:1", "192.0.2.7"),
        ]);

        Assert.Equal("test", options.Environment);
        Assert.Equal(new Uri("https://api.example.com"), options.PublicAddress);
        Assert.Equal(ProxyHeaders.XForwarded, options.ProxyHeaders);
        Assert.True(options.AdmitDemoAccounts);
        Assert.True(options.AnswerOutside);
        Assert.Equal(TimeSpan.FromDays(30), options.AuditRetention);
        Assert.Equal(TimeSpan.FromHours(2), options.SessionRetention);
        Assert.Equal(TimeSpan.FromSeconds(5), options.BodyDeadline);
        Assert.Equal(10, options.FailedAuthenticationsPerMinute);
        Assert.Equal((3, 4), (options.Passwords.Concurrency, options.Passwords.MaximumWaiting));
        Assert.Equal((5, 6), (options.RequestLog.QueueLength, options.RequestLog.BatchSize));
        Assert.Equal(13, options.RequestLog.TrailSample);
        Assert.Equal((8L, 9L, 10L), (options.RequestLog.MaxAnonymous, options.RequestLog.MaxRefused, options.RequestLog.MaxAdmitted));
        Assert.Equal(
            [1, 7 * 86_400, 11, 12],
            new[] { options.RequestLog.Delay, options.RequestLog.KeepFor, options.RequestLog.TrimEvery, options.RequestLog.StopWithin }
                .Select(time => time.TotalSeconds));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32")], options.TrustedProxies);
    }

    /// <summary>A property that is added is a setting too, or has a reason not to be one.</summary>
    [Fact]
    public void Every_property_has_a_setting()
    {
        var options = typeof(LintelOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property => property.Name switch
        {
            nameof(LintelOptions.RequestLog) or nameof(LintelOptions.Passwords) => property.PropertyType.GetProperties(
                BindingFlags.Public | BindingFlags.Instance).Select(inner => $"{property.Name}:{inner.Name}"),
            _ => [property.Name],
        });

        Assert.Equal(options.Order(StringComparer.Ordinal), ConfiguredOptions.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lists_are_also_one_text() =>
        Assert.Equal(2, Read([("TrustedProxies", "10.0.0.0/8, 192.0.2.7")]).TrustedProxies.Count);

    [Fact]
    public void Code_wins_over_the_configuration() =>
        Assert.Equal("code", Read([("Environment", "file")], options => options.Environment = "code").Environment);

    [Fact]
    public void Values_that_cannot_be_read_are_refused_at_once_with_the_other_faults()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(
            [("BodyDeadline", "soon"), ("AnswerOutside", "perhaps"), ("TrustedProxies", "10.0.0.1/8"), ("FailedAuthenticationsPerMinute", "0"), ("Environment", "Live"), ("RequestLog:MaxRefused", "-1")]));

        Assert.Equal(6, exception.Failures.Count());
        Assert.Contains(exception.Failures, fault => fault.StartsWith("Lintel:BodyDeadline is 'soon'. Write a time", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.StartsWith("Lintel:AnswerOutside is 'perhaps'. Write true or false.", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.StartsWith("Lintel:TrustedProxies is '10.0.0.1/8'.", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.StartsWith("Lintel:RequestLog:MaxRefused is '-1'.", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.StartsWith("FailedAuthenticationsPerMinute must be at least 1", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.StartsWith("Environment must be", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("shop.yaml")]
    public async Task Contracts_are_files_and_folders(string path)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "shop.yaml"), ShopContract.Text, TestContext.Current.CancellationToken);

        Assert.Equal("shop", Assert.Single(Read([("Contracts:0", Path.Combine(_folder.Path, path))]).Contracts).Api);
    }

    /// <summary>A deployment corrects a message without a new build.</summary>
    [Fact]
    public async Task Contract_of_the_configuration_replaces_that_of_the_code()
    {
        var file = Path.Combine(_folder.Path, "shop.yaml");
        await File.WriteAllTextAsync(file, ShopContract.Text, TestContext.Current.CancellationToken);

        var options = Read([("Contracts", file)], options => options.Contracts.Add(Contracts.ContractReader.Read(ShopContract.Text, "own.yaml")));

        Assert.Equal(file, Assert.Single(options.Contracts).File);
    }

    [Fact]
    public void Second_call_sets_further_options_and_adds_nothing_again()
    {
        var services = new ServiceCollection();
        services.AddLintel(options => options.Contracts.Add(Contracts.ContractReader.Read(ShopContract.Text, "own.yaml")));
        var hosted = Hosted(services);

        services.AddLintel(options => options.Environment = "test");
        services.AddLintel();

        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<LintelOptions>>().Value;
        Assert.Equal(("test", "own.yaml"), (options.Environment, Assert.Single(options.Contracts).File));
        Assert.Equal(hosted, Hosted(services));

        static int Hosted(IServiceCollection services) => services.Count(service => service.ServiceType.Name is "IHostedService" or "IStartupFilter");
    }

    private static LintelOptions Read((string Name, string Value)[] settings, Action<LintelOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create($"Lintel:{setting.Name}", (string?)setting.Value))).Build());
        services.AddLintel(configure);
        return services.BuildServiceProvider().GetRequiredService<IOptions<LintelOptions>>().Value;
    }
}
