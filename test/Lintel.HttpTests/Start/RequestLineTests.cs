using System.Net.Http.Headers;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Start;

/// <summary>The host's own lines for requests take the place of the framework's, which have the query in them.</summary>
public sealed class RequestLineTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Secret_in_a_query_is_in_no_line_of_the_host(string logRequests)
    {
        var log = new LogCapture { Least = LogLevel.Trace };
        var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Settings = { ["Lintel__LogRequests"] = logRequests },
            Customization = new HostCustomization { Services = services => services.AddLogging(logging => logging.AddProvider(log)) },
        });
        var token = host.OperatorToken;
        foreach (var name in new[] { "api_key", "access_token" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/lintel/v1/status?{name}={token}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            using var without = await host.Client.GetAsync($"/lintel/v1/status?{name}={token}", TestContext.Current.CancellationToken);
            using var elsewhere = await host.Client.GetAsync($"/nowhere?{name}={token}", TestContext.Current.CancellationToken);

            Assert.Equal(401, (int)without.StatusCode);
        }

        await host.DisposeAsync();

        Assert.Equal(logRequests == "true" ? 6 : 0, log.Lines.Count(line => line.Contains("was answered by", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, line => line.Contains(token[^20..], StringComparison.Ordinal) || line.Contains('?'));
    }
}
