using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Operators;
using Lintel.Tests;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Every operation of the management API, those of the reference APIs included, for each role and for nobody.</summary>
public sealed partial class OperatorMatrixTests(SharedHost shared)
{
    private static readonly string[] OwnOperations = ["lintel.operators.tokens.", "lintel.operators.sessions."];

    private static readonly string[] Roles = [.. Enum.GetNames<OperatorRole>().Select(role => role.ToLowerInvariant())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IReadOnlyList<Operation> Operations =>
    [
        .. shared.Host.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>())
            .OfType<Operation>()
            .Where(operation => operation.Route.StartsWith("/lintel/v1/", StringComparison.Ordinal))
            .DistinctBy(NameOf)
            .OrderBy(operation => operation.Route, StringComparer.Ordinal).ThenBy(operation => operation.Methods[0], StringComparer.Ordinal),
    ];

    private OperatorRights Rights => new(Contracts.Contract.Default.Scopes);

    [Fact]
    public async Task Each_role_may_do_what_its_scopes_say_and_nothing_else()
    {
        var wrong = new StringBuilder();
        foreach (var role in Roles)
        {
            await CheckAsync(shared.Host.Client, shared.Host.DemoText($"operators.{role}"), role, wrong);
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.Contains(Operations, operation => operation.Route == "/lintel/v1/keys/{id}/rotate");
        Assert.Contains(Operations, operation => !operation.Name.StartsWith("lintel.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_may_do_anything_but_sign_in()
    {
        var wrong = new StringBuilder();
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectFromElsewhereAsync };
        using var client = new HttpClient(handler) { BaseAddress = shared.Host.Client.BaseAddress };
        await CheckAsync(client, token: null, role: null, wrong);

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    // By hand, because what is expected above is worked out by the code that decides.
    [Theory]
    [InlineData("GET /lintel/v1/audit", "owner editor support")]
    [InlineData("POST /lintel/v1/decide", "owner editor support")]
    [InlineData("POST /lintel/v1/operators", "owner")]
    [InlineData("DELETE /lintel/v1/operators/{id}", "owner")]
    [InlineData("POST /lintel/v1/keys/{id}/rotate", "owner editor")]
    [InlineData("POST /lintel/v1/accounts/{id}/suspend", "owner editor")]
    [InlineData("GET /lintel/v1/requests/export", "owner editor support viewer")]
    public void Operation_is_for_the_roles_that_are_written_down_here(string name, string roles)
    {
        var operation = Assert.Single(Operations, operation => NameOf(operation) == name);
        Assert.Equal(roles.Split(' '), Roles.Where(role => IsAllowed(operation, role)));
    }

    [Fact]
    public async Task Page_has_the_matrix()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operators.md"), Token);
        var table = TableOf();

        Assert.True(page.Contains(table, StringComparison.Ordinal), $"docs/operators.md has another table. It is:\n{table}");
    }

    private async Task CheckAsync(HttpClient client, string? token, string? role, StringBuilder wrong)
    {
        foreach (var operation in Operations)
        {
            using var request = RequestOf(operation);
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request, Token);
            var code = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))?["code"];
            var isRight = (role, operation.Anonymous) switch
            {
                (_, true) => response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
                (null, _) => (response.StatusCode, code) == (HttpStatusCode.Unauthorized, "credential_missing"),
                _ when IsAllowed(operation, role) => response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
                _ => (response.StatusCode, code) == (HttpStatusCode.Forbidden, "insufficient_scope"),
            };
            if (!isRight)
            {
                wrong.AppendLine($"{role ?? "nobody"} {NameOf(operation)}: {(int)response.StatusCode} {code}");
            }
        }
    }

    /// <summary>A request that the guards admit or refuse, and that no handler answers: its query is unknown, and so are its ids.</summary>
    private static HttpRequestMessage RequestOf(Operation operation)
    {
        var path = Parameter().Replace(operation.Route, "nobody");

        // Whose tokens and sessions they are is seen last of all.
        var isOfOwn = IsOfOwn(operation);
        return new HttpRequestMessage(new HttpMethod(operation.Methods[0]), isOfOwn ? path : path + "?nonsense=1")
        {
            Content = isOfOwn && operation.Methods[0] == "POST" ? JsonContent.Create(new { name = "some", scopes = new[] { "keys:read" } }) : null,
        };
    }

    private static bool IsOfOwn(Operation operation) => OwnOperations.Any(own => operation.Name.StartsWith(own, StringComparison.Ordinal));

    private bool IsAllowed(Operation operation, string role)
    {
        var scope = IsOfOwn(operation) ? OperatorRights.ChangesOperators : operation.Scope;
        return scope is null || Rights.ScopesOf(Enum.Parse<OperatorRole>(role, ignoreCase: true)).Contains(scope);
    }

    private string TableOf()
    {
        var table = new StringBuilder("| operation | owner | editor | support | viewer |\n|---|---|---|---|---|\n");
        foreach (var operation in Operations)
        {
            table.Append($"| `{NameOf(operation)}` |").AppendJoin('|', Roles.Select(role => CellOf(operation, role))).Append("|\n");
        }

        return table.ToString();
    }

    private string CellOf(Operation operation, string role) => operation switch
    {
        _ when IsAllowed(operation, role) => " yes ",
        _ when IsOfOwn(operation) => " own ",
        _ => " – ",
    };

    private static string NameOf(Operation operation) => $"{operation.Methods[0]} {operation.Route}";

    // Requests without a credential are counted by address, and other tests of this process count, too.
    private static async ValueTask<Stream> ConnectFromElsewhereAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.77"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
