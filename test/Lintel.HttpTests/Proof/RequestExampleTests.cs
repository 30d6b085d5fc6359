using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.OpenApi;

namespace Lintel.HttpTests.Proof;

/// <summary>The examples of request bodies, as the documents have them, are what the operations take.</summary>
public sealed class RequestExampleTests
{
    private const string NobodysRecord = "It names a record that the demo accounts do not have.";

    /// <summary>Examples that are well formed and refused for what they name.</summary>
    private static readonly Dictionary<string, (int Status, string Because)> Refused = new()
    {
        ["lintel.accounts.erase"] = (409, "The account has another name."),
        ["lintel.users.erase"] = (409, "The person has another login."),
        ["lintel.decide"] = (404, "No key has the id."),
        ["lintel.keys.find"] = (404, "Nobody has the key, whose text is in no document."),
        ["lintel.operators.sign-in"] = (401, "Nobody has the link, whose token is in no document."),
        ["lintel.tokens.revoke"] = (422, "No contract of the process has issuers of access tokens."),
        ["panel.runtime.licenses.use"] = (409, "The license has expired."),
        ["otp.auth.password"] = (422, "The password of a demo person is nobody's to know."),
        ["otp.verify"] = (404, NobodysRecord),
        ["panel.login"] = (401, "Nobody has registered with it."),
        ["panel.change-password"] = (400, "The password of a demo person is nobody's to know."),
        ["panel.licenses.act"] = (404, NobodysRecord),
        ["panel.users.act"] = (404, NobodysRecord),
        ["panel.blacklists.act"] = (404, NobodysRecord),
        ["trackpilots.roles.remove"] = (400, "Employees have the role."),
    };

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_body_has_an_example_that_is_accepted(string api)
    {
        await using var proof = await ErrorProof.StartAsync(api);
        var described = await DocumentedApi.ReadAsync(proof.Host, proof.Runtime);
        var schemas = new AnswerSchemas(described.Document);
        foreach (var operation in proof.Runtime.Operations.Where(operation => operation.ReadBody is not null))
        {
            var body = ExampleOf(described, operation);
            var request = proof.Requests.Existing(operation).WithJson(body);
            schemas.ShouldRead(request.Method, described.PathOf(operation), body);
            proof.NextMinute();
            var response = await proof.SendAsync(operation, proof.Signed(operation, request));

            var isAccepted = Refused.TryGetValue(operation.Name, out var refused) ? response.Status == refused.Status : response.Status is >= 200 and < 300;
            Assert.True(isAccepted, $"{operation.Name} answers {body} by {Probe.Show(response)}");
        }
    }

    private static string ExampleOf(DocumentedApi described, Operation operation)
    {
        var examples = described.Find(operation, operation.Methods[0])!["requestBody"]!["content"]!["application/json"]!["examples"] as JsonObject;
        Assert.True(examples?[operation.Name] is not null, $"{operation.Name} has no example of its body.");
        return examples[operation.Name]!["value"]!.ToJsonString();
    }
}
