using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.OpenApi;

namespace Lintel.HttpTests.Proof;

/// <summary>
/// The errors that the documents name for operations are those that the operations answer with: each is provoked on its operation, or is in a recorded
/// exchange with it; and whatever the provoking requests are answered with is in the document.
/// </summary>
public sealed class ErrorProofTests
{
    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Document_has_exactly_the_errors_that_its_operations_answer_with(string api)
    {
        await using var proof = await ErrorProof.StartAsync(api);
        var described = await DocumentedApi.ReadAsync(proof.Host, proof.Runtime);
        await CredentialProvocations.SendAsync(proof);
        await RequestProvocations.SendAsync(proof);
        await IdempotencyProvocations.SendAsync(proof);
        await CredentialProvocations.FloodAsync(proof);
        await ArrangedProvocations.SendAsync(proof);
        await StoreProvocations.SendAsync(proof);
        await ArrangedProvocations.OverloadAsync(proof);

        var told = described.Operations.SelectMany(item => described.ErrorsOf(item.Operation).Select(error => Of(item.Operation, error))).ToHashSet();
        var provoked = proof.Answered.Select(error => Of(ItemOf(error.Operation), (error.Status, error.Code))).ToHashSet();
        var recorded = RecordedOf(proof).Select(error => Of(ItemOf(error.Operation), (error.Status, error.Code)));
        Assert.Empty(provoked.Except(told));
        Assert.Equal(UnprovokedErrors.Of(api), told.Except(provoked).Except(recorded).Select(error => error.ToString()).Order(StringComparer.Ordinal));

        JsonObject ItemOf(string name)
        {
            var operation = proof.Runtime.Operations.Single(operation => operation.Name == name);
            return described.Find(operation, operation.Methods[0])!;
        }
    }

    private static IEnumerable<OperationError> RecordedOf(ErrorProof proof) =>
        from exchange in GoldenFiles.All.Select(GoldenExchange.Read)
        where exchange.Api == proof.Contract.Api
        let operation = GoldenOperation.Find(exchange, proof.Host)
        where operation is not null && exchange.Response.Status is not (414 or 431)
        select new OperationError(operation.Name, exchange.Response.Status, exchange.Code);

    private static OperationError Of(JsonObject item, (int Status, string Code) error) => new((string)item["operationId"]!, error.Status, error.Code);
}
