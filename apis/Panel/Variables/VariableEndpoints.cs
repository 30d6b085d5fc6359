using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Variables: list, making, replacing and deleting.</summary>
internal static class VariableEndpoints
{
    public static void Map(RouteGroupBuilder panel)
    {
        var variables = panel.MapGroup(string.Empty).WithTags("Variables");
        variables.MapGet("/get-variables", ListAsync).WithName("panel.variables.list").WithSummary("Lists all variables of an application, newest first")
            .RequireScope(PanelScopes.ReadVariables).OfApplication().Produces<DataReply<IReadOnlyList<VariableView>>>();
        variables.MapPost("/create-variable", CreateAsync).WithName("panel.variables.create").WithSummary("Creates a variable")
            .RequireScope(PanelScopes.CreateVariables).OfApplication().Body<VariableFields>().RaisesError(Condition.StateConflict).Produces<MessageReply>();
        variables.MapPatch("/edit-variable", EditAsync).WithName("panel.variables.update").WithSummary("Replaces every field of a variable")
            .RequireScope(PanelScopes.UpdateVariables).OfApplication<VariableQuery>().AcceptsQuery<VariableParameters>().Body<VariableFields>()
            .WithRequestExample(new VariableFields("farewell", "Shown at the end", "Goodbye", "auth_not_required"))
            .RaisesError(Condition.StateConflict).Produces<MessageReply>();
        variables.MapDelete("/delete-variable", DeleteAsync).WithName("panel.variables.delete").WithSummary("Deletes a variable")
            .RequireScope(PanelScopes.DeleteVariables).OfApplication<VariableQuery>().AcceptsQuery<VariableParameters>().Produces<MessageReply>();
    }

    private static async Task<IResult> ListAsync(Resource<Application> application, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Data("Get variables successfully", await store.ListAsync(application.Value, cancellationToken));

    private static async Task<IResult> CreateAsync(
        Resource<Application> application, Body<VariableFields> fields, Account account, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.AddAsync(account, application.Value, fields.Value, cancellationToken), "Variable created successfully");

    private static async Task<IResult> EditAsync(
        Resource<Application> application, Query<VariableQuery> query, Body<VariableFields> fields, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.EditAsync(application.Value, query.Value.VariableId.Number, fields.Value, cancellationToken), "Variable edited successfully");

    private static async Task<IResult> DeleteAsync(
        Resource<Application> application, Query<VariableQuery> query, VariableStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.DeleteAsync(application.Value, query.Value.VariableId.Number, cancellationToken), "Variable deleted successfully");
}
