using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Samples;

/// <summary>The operations behind a contract of <c>samples/contracts</c>: one with a body, one that fails, and some that refuse.</summary>
/// <param name="Api">The name of the API and of its file.</param>
/// <param name="Read">Reads a body with two fields that are checked.</param>
/// <param name="Refusals">Refusals by the path of the operation that makes them.</param>
internal sealed record SampleOperations(string Api, Func<FieldReader, object> Read, params (string Path, Refusal Refusal)[] Refusals)
{
    public void Map(RouteGroupBuilder api)
    {
        api.MapPost("/items", () => Results.NoContent()).Body(Read);
        api.MapGet("/failure", IResult () => throw new InvalidOperationException("the disk is full"));
        foreach (var (path, refusal) in Refusals)
        {
            var operation = api.MapPost(path, () => new ErrorResult(refusal));
            if (refusal.Code is { } code)
            {
                operation.RaisesError(code);
            }
        }
    }
}
