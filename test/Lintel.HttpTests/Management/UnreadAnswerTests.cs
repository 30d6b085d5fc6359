using System.Net;
using System.Net.Http.Headers;
using Lintel.HttpTests.Harness;
using Lintel.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Exports that are larger than what connections hold, of clients that do not read.</summary>
public sealed class UnreadAnswerTests : IAsyncLifetime
{
    private const int Entries = 6_000;

    private LintelHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var route = new string('x', 4_000);
        var writer = _host.Services.GetRequiredService<RequestLogWriter>();
        for (var number = 0; number < Entries; number++)
        {
            writer.Take(new RequestRecord
            {
                Id = $"req_{number:x16}",
                At = _host.Clock.GetUtcNow(),
                Api = "lintel",
                Method = "GET",
                Route = route,
                Status = 200,
                Duration = TimeSpan.FromMilliseconds(1),
            });
        }

        await writer.FlushAsync(Token);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Client_that_does_not_read_leaves_its_place_and_takes_no_more_than_half()
    {
        using var first = await OpenAsync(_host.OperatorToken);
        using var second = await OpenAsync(_host.OperatorToken);
        using var third = await OpenAsync(_host.OperatorToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        using (var other = await OpenAsync((await IssueAsync()).Secret))
        {
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }

        var again = HttpStatusCode.ServiceUnavailable;
        for (var tries = 0; tries < 200 && again != HttpStatusCode.OK; tries++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(10));
            using var response = await OpenAsync(_host.OperatorToken);
            again = response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, again);
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(first));
    }

    [Fact]
    public async Task Export_ends_without_an_end_once_the_key_is_revoked_and_when_the_process_stops()
    {
        var (id, secret) = await IssueAsync();
        using var revoked = await OpenAsync(secret);
        using var standing = await OpenAsync(_host.OperatorToken);
        await _host.ManageAsync("POST", $"/keys/{id}/revoke");
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(revoked));

        await _host.StopApplicationAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(standing));
    }

    private async Task<(string Id, string Secret)> IssueAsync()
    {
        var issued = await _host.ManageAsync("POST", "/keys", new { accountId = "acct_operator", name = "export", scopes = new[] { "requests:read" } });
        return (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
    }

    private async Task<HttpResponseMessage> OpenAsync(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1/requests/export");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private static async Task ReadAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        await body.CopyToAsync(Stream.Null, Token);
    }
}
