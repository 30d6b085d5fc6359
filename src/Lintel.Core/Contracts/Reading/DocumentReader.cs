namespace Lintel.Contracts;

/// <summary>Reads a contract section by section, in the order in which they need each other.</summary>
internal static class DocumentReader
{
    /// <param name="root">The contract.</param>
    /// <param name="stages">The stages that it may place.</param>
    /// <param name="credentialKinds">The kinds of credentials that it may have beside Lintel's.</param>
    /// <param name="tree">The files that it was put together from.</param>
    public static Contract Read(
        MappingCursor root,
        IEnumerable<StageDescriptor> stages,
        IReadOnlyCollection<string> credentialKinds,
        ContractTree tree)
    {
        var api = root.NeedMatching("api", Forms.Api, Forms.ApiInWords);
        var title = root.NeedText("title", "the API's name for people");
        var basePath = root.NeedMatching("basePath", Forms.BasePath, Forms.BasePathInWords).TrimEnd('/');
        var fieldErrors = FieldErrorsReader.Read(root);
        var requestId = HeadReader.ReadRequestId(root);
        var contentTypes = HeadReader.ReadContentTypes(root);
        var order = OrderReader.Read(root, stages);
        var plans = ScopesReader.ReadPlans(root);
        var settings = ReadSettings(root, fieldErrors, contentTypes, requestId, $"/{api}/errors/");
        var errors = new ErrorsReader(root, settings);
        var definitions = errors.Read();
        var explainLink = root.Flag("explainLink", fallback: false);
        CheckUses(root, settings, definitions, explainLink);
        var limits = LimitsReader.Read(root);
        var language = root.Matching("language", Forms.Language, Forms.LanguageInWords, Contract.DefaultLanguage);
        var languages = LanguagesReader.Read(language, definitions);
        var contract = new Contract
        {
            Api = api,
            Title = title,
            Version = root.Has("version") ? root.Text("version") : null,
            Realm = root.Matching("realm", Forms.Api, Forms.ApiInWords, api),
            BasePath = basePath,
            Mode = root.Choice("mode", ContractWords.Modes, ContractMode.Enforce),
            ContentTypes = contentTypes,
            RequestId = requestId,
            Credentials = CredentialsReader.Read(root, api, credentialKinds),
            Order = order,
            Scopes = ScopesReader.ReadScopes(root),
            Plans = plans,
            Accounts = AccountsReader.Read(root, plans),
            Limits = limits,
            Idempotency = IdempotencyReader.Read(root),
            Cors = CorsReader.Read(
                root,
                requestId.Header,
                limits,
                definitions.SelectMany(definition => definition.Definition.Template.Headers).Select(header => header.Name)),
            Hints = [.. LimitHints.Of(limits), .. LanguagesReader.HintsOf(languages, definitions)],
            Unlimited = root.Has("unlimited") ? root.NeedText("unlimited", "the reason why there are no limits") : null,
            Sizes = HeadReader.ReadSizes(root),
            UnknownMembers = root.Choice("unknownMembers", ContractWords.UnknownMembers, UnknownMembers.Ignore),
            Envelope = settings.Envelopes.Default,
            HelpLink = root.Flag("helpLink", fallback: true),
            ExplainLink = explainLink,
            FieldErrors = fieldErrors,
            Language = language,
            Languages = languages,
            Errors = [.. definitions.Select(definition => definition.Definition)],
            Waives = ScopesReader.ReadWaivers(root),
            Guide = root.Prose("guide"),
            File = root.Faults.File,
            OtherFiles = tree.OtherFiles,
            Texts = tree.Texts,
            Digest = tree.Digest,
            Members = MemberTexts.Of(root.Members),
            ByCondition = ConditionTable.Build(root, definitions, order, errors.IsWhole),
        };
        OrderReader.CheckSections(root, contract);
        LimitsReader.CheckThere(root, contract);
        CheckChallenges(root, contract, definitions);
        root.RefuseOthers();
        return contract;
    }

    private static CatalogSettings ReadSettings(
        MappingCursor root,
        FieldErrorFormat fieldErrors,
        IReadOnlyList<string> contentTypes,
        RequestIdFormat requestId,
        string typeBase)
    {
        var members = MembersReader.ReadDeclarations(root);
        var headersReader = new HeadersReader(members, requestId.Header);
        var headers = headersReader.Read(root);
        var saysCode = headers.Any(header => EnvelopeUses.Of(header.Value).Contains(EnvelopeVariable.Code));
        var bodies = new BodySettings(members, fieldErrors, HeadReader.ReadXml(root, contentTypes), saysCode);
        return new CatalogSettings(EnvelopesReader.Read(root, bodies), bodies, contentTypes, headersReader, headers, typeBase, DocsReader.Read(root));
    }

    /// <summary>Notes variables that no definition fills.</summary>
    private static void CheckUses(MappingCursor root, CatalogSettings settings, IReadOnlyList<ParsedError> definitions, bool explainLink)
    {
        var arguments = definitions.SelectMany(parsed => parsed.Definition.Texts.Arguments ?? []).Distinct().Order(StringComparer.Ordinal).ToArray();
        foreach (var (variable, position) in settings.Envelopes.Used)
        {
            if (variable.Name == EnvelopeVariable.Argument && definitions.Count > 0 && !arguments.Contains(variable.Of))
            {
                root.Faults.Add(
                    position,
                    $"The envelope uses $argument.{variable.Of}, which no definition has.",
                    Spelling.Suggest(variable.Of, arguments, $"Known are {string.Join(", ", arguments)}; others go into `arguments` of a definition."));
            }
            else if (variable is { Name: EnvelopeVariable.Docs, Optional: false } && definitions.Any(parsed => parsed.Definition.Texts.Docs is null))
            {
                root.Faults.Add(
                    position,
                    "The envelope uses $docs, and not every definition has an address.",
                    "Add `docs: https://docs.example.com/errors/{code}` to the contract, or write $docs?.");
            }
            else if (variable.Name == EnvelopeVariable.Help && !explainLink)
            {
                root.Faults.Add(position, "The envelope uses $help, and no error has a page of its own.", "Add `explainLink: true` to the contract.");
            }
        }
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
                "Add `credentials`, choose another status, or take an inherited definition away by its code without a value.");
        }
    }
}
