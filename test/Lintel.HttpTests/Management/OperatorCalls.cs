using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Management.Operators;
using Lintel.Operators;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Operators of a process, and requests as one of them.</summary>
internal sealed class OperatorCalls(LintelHost host)
{
    public OperatorService Operators => host.Services.GetRequiredService<OperatorService>();

    public IOperatorStore Store => host.Services.GetRequiredService<IOperatorStore>();

    public OperatorSignIn SignIn => host.Services.GetRequiredService<OperatorSignIn>();

    private ManagementCalls Calls => new(host);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Adds an operator with a login of their own.</summary>
    public async Task<Operator> AddAsync(OperatorRole role) =>
        (await Operators.AddAsync($"{RandomNumberGenerator.GetHexString(16, lowercase: true)}@example.test", "Somebody", role, Token))!;

    /// <summary>Signs an operator in by a link.</summary>
    /// <returns>The token of the session.</returns>
    public async Task<string> SignInAsync(Operator of) =>
        (string)(await PostAsync((await SignIn.CreateLinkAsync(of.Id, Token))!.Token)).Body!["token"]!;

    /// <summary>Signs in by a token.</summary>
    public async Task<ManagementReply> PostAsync(string token)
    {
        using var response = await host.Client.PostAsJsonAsync("/lintel/v1/operators/sign-in", new { token }, Token);
        return new ManagementReply(response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token)), response.Headers);
    }

    public Task<System.Net.HttpStatusCode> StatusWith(string secret) => Calls.StatusWith(secret);

    public Task<ManagementReply> SendAsync(string? token, string method, string path, object? body = null) => Calls.SendAsync(token, method, path, body);
}
