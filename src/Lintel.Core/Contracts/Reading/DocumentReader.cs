namespace Lintel.Contracts;

/// <summary>Reads a contract section by section, in the order in which they need each other.</summary>
internal static class DocumentReader
{
    /// <param name="root">The contract.</param>
    /// <param name="stages">The stages that it may place.</param>
    /// <param name="credentialKinds">The kinds of credentials that it may have beside Lintel's.</param>
    public static Contract Read(MappingCursor root, IEnumerable<StageDescriptor> stages, IReadOnlyCollection<string> credentialKinds)
    {
        var api = root.NeedMatching("api", Forms.Api, Forms.ApiInWords);
        var title = root.NeedText("title", "the API's name for people");
        var basePath = root.NeedMatching("basePath", Forms.BasePath, Forms.BasePathInWords).TrimEnd('/');
        var envelope = EnvelopeReader.Read(root);
        var fieldErrors = FieldErrorsReader.Read(root);
        var order = OrderReader.Read(root, stages);
        var plans = ScopesReader.ReadPlans(root);
        var definitions = new ErrorsReader(root, envelope, fieldErrors.Form, basePath + "/errors/").Read();
        var limits = LimitsReader.Read(root);
        var language = root.Matching("language", Forms.Language, Forms.LanguageInWords, Contract.DefaultLanguage);
        var languages = LanguagesReader.Read(language, definitions);
        var contract = new Contract
        {
            Api = api,
            Title = title,
            Realm = root.Matching("realm", Forms.Api, Forms.ApiInWords, api),
            BasePath = basePath,
            Mode = root.Choice("mode", ContractWords.Modes, ContractMode.Enforce),
            ContentType = root.Matching("contentType", Forms.ContentType, Forms.ContentTypeInWords, Contract.DefaultContentType),
            RequestId = HeadReader.ReadRequestId(root),
            Credentials = CredentialsReader.Read(root, api, credentialKinds),
            Order = order,
            Scopes = ScopesReader.ReadScopes(root),
            Plans = plans,
            Accounts = AccountsReader.Read(root, plans),
            Limits = limits,
            Hints = [.. LimitHints.Of(limits), .. LanguagesReader.HintsOf(languages, definitions)],
            Unlimited = root.Has("unlimited") ? root.NeedText("unlimited", "the reason why there are no limits") : null,
            Sizes = HeadReader.ReadSizes(root),
            UnknownMembers = root.Choice("unknownMembers", ContractWords.UnknownMembers, UnknownMembers.Ignore),
            Envelope = envelope,
            FieldErrors = fieldErrors,
            Language = language,
            Languages = languages,
            Errors = [.. definitions.Select(definition => definition.Definition)],
            Waives = ScopesReader.ReadWaivers(root),
            Guide = root.Prose("guide"),
            File = root.Faults.File,
            ByCondition = ConditionTable.Build(root, definitions, order),
        };
        OrderReader.CheckSections(root, contract);
        LimitsReader.CheckThere(root, contract);
        CheckChallenges(root, contract, definitions);
        root.RefuseOthers();
        return contract;
    }

    private static void CheckChallenges(MappingCursor root, Contract contract, IReadOnlyList<ParsedError> definitions)
    {
        if (contract.Credentials.Count > 0 || root.Has("credentials"))
        {
            return;
        }

        foreach (var definition in definitions.Where(definition => definition.Definition.Status == 401))
        {
            definition.Cursor.Fault(
                "status",
                $"{definition.Cursor.Name} is a 401, which must carry a challenge (RFC 9110 section 15.5.2), and the contract has no credential to ask for.",
                "Add `credentials`, or choose another status.");
        }
    }
}
