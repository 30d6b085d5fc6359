using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Reference;

namespace Lintel.HttpTests.Proof;

/// <summary>Sends each operation faulty bodies and queries, and requests about records that nobody has.</summary>
internal static class RequestProvocations
{
    private static readonly string[] OddMembers = ["""{"odd":[]}""", "null", "\"\""];

    private static readonly string[] OddValues = ["-1", "odd%20value", "%7B"];

    public static async Task SendAsync(ErrorProof proof)
    {
        foreach (var operation in proof.Runtime.Operations.Where(operation => !ErrorProof.EndsSession(operation)))
        {
            proof.NextMinute();
            var existing = proof.Signed(operation, proof.Requests.Existing(operation));
            var absent = proof.Signed(operation, proof.Requests.Absent(operation));
            ProbeRequest[] queried = operation.Answers("GET") ? [existing, absent] : [absent];
            ProbeRequest[] overtaken = ResponseHeaderSchemas.ReadsEntityTag(operation) ? [existing.With("If-Match", "\"nobodys\"")] : [];
            var faulty = BodiesOf(proof, operation, existing).Concat(queried.SelectMany(one => QueriesOf(proof, operation, one)));
            foreach (var request in overtaken.Append(absent).Concat(faulty))
            {
                await proof.SendAsync(operation, request);
            }
        }
    }

    private static IEnumerable<ProbeRequest> BodiesOf(ErrorProof proof, Operation operation, ProbeRequest request)
    {
        if (operation.ReadBody is null && operation.MediaTypes.Count == 0)
        {
            return [];
        }

        return
        [
            request.WithJson("{"),
            request.WithJson("{}"),
            request.WithBody(new byte[(operation.MaxBody ?? proof.Contract.Sizes.Body) + 1]).Replacing("Content-Type", "application/json"),
            request.Replacing("Content-Type", "text/plain"),
            request.With("Content-Encoding", "gzip"),
            .. proof.Requests.ExampleOf(operation) is { } example ? OddBodies(JsonNode.Parse(example)!.AsObject()).Select(request.WithJson) : [],
        ];
    }

    /// <summary>The example with each of its members in turn of another type, null and empty.</summary>
    private static IEnumerable<string> OddBodies(JsonObject example)
    {
        foreach (var name in example.Select(member => member.Key))
        {
            var odd = (JsonObject)example.DeepClone();
            foreach (var value in OddMembers)
            {
                odd[name] = JsonNode.Parse(value);
                yield return odd.ToJsonString();
            }
        }
    }

    private static IEnumerable<ProbeRequest> QueriesOf(ErrorProof proof, Operation operation, ProbeRequest request)
    {
        foreach (var name in proof.Requests.QueryOf(operation).Append("unknown"))
        {
            foreach (var value in OddValues)
            {
                yield return request with { Target = Query.Add(request.Target, $"{name}={value}") };
            }
        }
    }
}
