using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Management.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>Tells whether a request would pass, by the management API: nothing is charged or changed.</summary>
internal static class DecidePages
{
    private const string PathField = "path";
    private const string BodyField = "body";

    /// <summary>The fields of the form that are texts of the request, as the management API names them.</summary>
    private static readonly string[] Texts = ["api", "keyId", "key", "method", PathField, "address", BodyField];

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/decide", call => ShowAsync(new DecideModel(call, FormState.Fresh)));
        routes.Form("/decide", DecideAsync);
    }

    private static async Task<ConsoleView> DecideAsync(ConsoleCall call, ConsoleForm form)
    {
        if (PathParameters.Of(PathOf(form)) is { Count: > 0 } missing)
        {
            return await ShowAsync(new DecideModel(call, new FormState(form, Unfilled(missing))));
        }

        var reply = await call.ChangeAsync(HttpMethods.Post, "/decide", form, BodyOf(form));
        return reply.IsRefused
            ? await ShowAsync(new DecideModel(call, new FormState(form, reply.Refusal())))
            : await ShowAsync(new DecideModel(call, new FormState(form, null)) { Decision = reply.Read<DecidedShape>().Data });
    }

    private static Task<ConsoleView> ShowAsync(DecideModel model) => Task.FromResult(
        new ConsoleView("Decide", Section.Decide, new Views_Decide { Model = model })
        {
            Notice = model.Decision is { } decision ? new Notice(decision.Error is null, Tell(decision, model.Value(BodyField))) : model.Form.Notice,
            Status = model.Form.Problem?.Status ?? StatusCodes.Status200OK,
        });

    private static JsonObject BodyOf(ConsoleForm form)
    {
        var body = new JsonObject();
        foreach (var name in Texts)
        {
            if ((name == PathField ? PathOf(form) : form.Text(name)) is { Length: > 0 } text)
            {
                body[name] = text;
            }
        }

        return body;
    }

    /// <summary>The path that was typed, with the values of its parameters.</summary>
    private static string PathOf(ConsoleForm form) => PathParameters.Fill(form.Text(PathField), name => form.Text(PathParameters.Field + name));

    private static ManagementProblem Unfilled(IReadOnlyList<string> missing) => new(
        StatusCodes.Status422UnprocessableEntity,
        "unfilled",
        $"The path needs a value for {string.Join(", ", missing)}.",
        null,
        [.. missing.Select(name => new FieldFault(PathParameters.Field + name, "Give it a value."))]);

    // Of a logged request the form has no body, since the log keeps none: that says nothing about the request.
    private static string Tell(DecisionShape decision, string body) => decision.Guards.FirstOrDefault(guard => guard.Result is "refused" or "failed") switch
    {
        { Stage: BodyField } when body.Length == 0 =>
            "Would pass up to the body, which the form does not have: the log keeps none. Give the body to go on",
        { } refusing => $"Would be refused by {refusing.Stage}",
        null => decision.DependsOn.Count == 0 ? "Would pass" : $"Would pass, as far as is known: {string.Join(", ", decision.DependsOn)} was not evaluated",
    };
}

/// <summary>The form of a request that is only thought of, and the decision on it.</summary>
internal sealed record DecideModel(ConsoleCall Call, FormState Form)
{
    /// <summary>The decision; null before there is one.</summary>
    public DecisionShape? Decision { get; init; }

    /// <summary>The value of a field: what was typed, or what the address says.</summary>
    public string Value(string name) => Form.Value(name, Call.Query(name));

    /// <summary>The parameters of the path, which have fields of their own.</summary>
    public IReadOnlyList<string> Parameters => PathParameters.Of(Value("path"));
}
