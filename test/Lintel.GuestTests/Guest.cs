using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.GuestTests;

/// <summary>The existing application of <c>samples/</c> on real Kestrel, as it stands or without Lintel.</summary>
public sealed class Guest : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("lintel-guest-");
    private readonly bool _guarded;
    private readonly string _environment;

    public Guest(bool guarded, string environment = "Production")
    {
        (_guarded, _environment) = (guarded, environment);
        UseKestrel(0);
        StartServer();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ClientOptions.BaseAddress };
        Address = Client.BaseAddress!;
    }

    public HttpClient Client { get; }

    /// <summary>The application's log, by category and event.</summary>
    public EventLog Log { get; } = new();

    public Uri Address { get; }

    /// <summary>Issues a key of a new account, as an operator does.</summary>
    public async Task<string> IssueAsync(params string[] scopes)
    {
        var file = Path.Combine(_data.FullName, "operator.token");
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(file)).Trim());
        var account = await CreateAsync(client, "accounts", new { api = "shop", name = "Brook Dairy" });
        var key = await CreateAsync(client, "keys", new { accountId = account.GetProperty("id").GetString(), name = "till", scopes });
        return key.GetProperty("secret").GetString()!;
    }

    /// <summary>Sends a request by its method and path; a body makes it JSON.</summary>
    public async Task<HttpResponseMessage> SendAsync(string request, string? key, string body = "", params (string Name, string Value)[] headers)
    {
        var (method, path) = (request[..request.IndexOf(' ', StringComparison.Ordinal)], request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        using var message = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
        {
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            message.Headers.Add(name, value);
        }

        return await Client.SendAsync(message);
    }

    /// <summary>Sends bytes as they are and reads until the server closes.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port);
        await using var stream = socket.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // A server that refuses in the middle of a request may reset the connection; what it said before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await base.DisposeAsync();
        await DataFolders.DeleteAsync(_data);
    }

    private static async Task<JsonElement> CreateAsync(HttpClient client, string collection, object body)
    {
        using var response = await client.PostAsJsonAsync($"/lintel/v1/{collection}", body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Guarded"] = $"{_guarded}", ["Data"] = _data.FullName }));
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        return base.CreateHost(builder);
    }
}
