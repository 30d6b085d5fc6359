using System.Net.Http.Headers;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests;

/// <summary>Some requests for the pages to show.</summary>
internal static class Traffic
{
    /// <summary>Sends good and refused requests.</summary>
    /// <returns>The id of a request whose key lacks a scope, and that of the key.</returns>
    public static async Task<(string Refused, string Key)> MakeAsync(LintelHost host)
    {
        for (var i = 0; i < 8; i++)
        {
            await SendAsync(host, "/pixel/api/v1/me", host.DemoText("pixel.keys.read"));
            await SendAsync(host, "/fieldservice/jobs?per_page=2", "wrong");
            await SendAsync(host, "/otp/v1/projects", host.DemoText("otp.sessions.a"));
            await SendAsync(host, "/panel/get-applications", host.DemoText("panel.keys.full"));
            await SendAsync(host, "/trackpilots/nothing", host.DemoText("trackpilots.keys.active"));
        }

        var refused = await SendAsync(host, "/pixel/api/v1/pixel/metrics/p_top_pages", host.DemoText("pixel.keys.none"));
        return (refused, (await host.FindRequestAsync(refused))!.KeyId!);
    }

    public static async Task<string> SendAsync(LintelHost host, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Client.SendAsync(request);
        return answer.Headers.GetValues("X-Request-Id").Single();
    }
}
