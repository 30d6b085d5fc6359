using System.Net;
using System.Net.Http.Headers;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Start;

/// <summary>Demo data has well-known ids and passwords, so nothing of it opens anything once the mode is off.</summary>
public sealed class DemoModeTests
{
    [Fact]
    public async Task Demo_keys_sessions_and_applications_open_nothing_without_the_mode()
    {
        await using var host = await LintelHost.StartAsync();
        (string Path, string Credential)[] requests =
        [
            ("/pixel/pixel/metrics/p_top_pages", "pixel.keys.read"),
            ("/trackpilots/access-management", "trackpilots.keys.active"),
            ("/panel/get-applications", "panel.keys.full"),
            ("/otp/v1/projects", "otp.sessions.a"),
        ];
        var sent = requests.Select(
            request => (Path: Base(
                host,
                request.Credential) + request.Path[request.Path.IndexOf('/', 1)..], Credential: host.DemoText(request.Credential))).ToArray();
        foreach (var (path, credential) in sent)
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await StatusAsync(host, path, credential)));
        }

        await host.RestartAsync(("Lintel__Demo", "false"));
        foreach (var (path, credential) in sent)
        {
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await StatusAsync(host, path, credential)));
        }

        Assert.NotNull((await host.ManageAsync("GET", "/status"))["version"]);

        await host.RestartAsync(("Lintel__Demo", "true"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, sent[0].Path, sent[0].Credential));
    }

    private static string Base(LintelHost host, string credential) => host.DemoText(credential.Split('.')[0] + ".base");

    private static async Task<HttpStatusCode> StatusAsync(LintelHost host, string path, string credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        using var response = await host.Client.SendAsync(request);
        return response.StatusCode;
    }
}
