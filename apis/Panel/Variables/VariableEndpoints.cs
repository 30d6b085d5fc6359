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
        panel.MapGet("/get-variables", List).RequireScope(PanelScopes.ReadVariables).OfApplication();
        panel.MapPost("/create-variable", CreateAsync).RequireScope(PanelScopes.CreateVariables).OfApplication().Body(VariableBodies.Read);
        panel.MapPatch("/edit-variable", EditAsync).RequireScope(PanelScopes.UpdateVariables).OfApplication(RecordQuery.By("variableId")).Body(VariableBodies.Read);
        panel.MapDelete("/delete-variable", DeleteAsync).RequireScope(PanelScopes.DeleteVariables).OfApplication(RecordQuery.By("variableId"));
    }

    private static IResult List(ApiCall call, VariableStore store) => Replies.Data("Get variables successfully", store.List(call.PanelApplication()));

    private static async Task<IResult> CreateAsync(ApiCall call, VariableStore store) => Replies.Done(
        await store.AddAsync(call.Account, call.PanelApplication(), call.Body<VariableFields>(), call.Aborted), "Variable created successfully");

    private static async Task<IResult> EditAsync(ApiCall call, VariableStore store) => Replies.Done(
        await store.EditAsync(call.PanelApplication(), call.Query<RecordQuery>().RecordId, call.Body<VariableFields>(), call.Aborted), "Variable edited successfully");

    private static async Task<IResult> DeleteAsync(ApiCall call, VariableStore store) =>
        Replies.Done(await store.DeleteAsync(call.PanelApplication(), call.Query<RecordQuery>().RecordId, call.Aborted), "Variable deleted successfully");
}
