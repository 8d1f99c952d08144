"""Every error the program expects: one class an error, with its message, stable code, exit status and hint.

The docstring of a class is its message; `{name}` in it is filled from the keyword arguments. Anything else that is
raised is a fault of the program and ends with status 1.

    CustomersError
        UsageError
        InvalidInputError
        InvalidSettingError
            InvalidUrlError
            UnknownShopError
        InvalidFieldError
        TagLimitError
        NothingSelectedError
        ConfirmationRequiredError
        DeclinedError
        SelectionGuardError
        UnreadableFileError
        UnwritableFileError
        BrokenFileError
        BrokenConfigurationError
        QueryFailedError
        UntrustedFileError
        CustomerNotFoundError
            CustomerErasedError
            CustomerUndoneError
        CustomerDeletedError
        AddressNotFoundError
        TagNotFoundError
        SegmentNotFoundError
        MergeNotFoundError
            SurvivorNamedError
        RunNotFoundError
        OrderNotFoundError
            OrderDeletedError
        EmailTakenError
        ExternalIdTakenError
        SegmentExistsError
        AmbiguousReferenceError
        AmbiguousMergeError
        AmbiguousRunError
        ShortNameError
        AmbiguousOrderError
        CustomerChangedError
        IdentityTakenError
        FileAlreadyExistsError
        ShopNotEmptyError
        BackupUnsealedError
        RowConflictError
        AlreadyMergedError
        CannotMergeError
        CannotUnmergeError
        CannotUndoError
        UndoCollisionError
        ConcurrentUpdateError
        SelectionChangedError
        DatabaseUnreachableError
        SourceUnreachableError
        DocumentDamagedError
        SchemaMissingError
            DatabaseMissingError
            ForeignDatabaseError
        SchemaOutdatedError
        SchemaTooNewError
        DatabaseFailedError
        WorkerNodeError
        CannotDistributeError
        BackupUnusableError
        CannotReplaceError
        BackupChangedError
        CopyMismatchError
        DatabaseFileReplacedError
        PartlyDoneError
            PartlyShownError
        ProblemsFoundError
        JobRunningError
            LockTimeoutError
"""

from customers.errors.base import CustomersError as CustomersError
from customers.errors.base import ExitStatus as ExitStatus
from customers.errors.base import Interrupted as Interrupted
from customers.errors.base import OutputClosed as OutputClosed
from customers.errors.base import Remedy as Remedy
from customers.errors.conflict import AlreadyMergedError as AlreadyMergedError
from customers.errors.conflict import AmbiguousMergeError as AmbiguousMergeError
from customers.errors.conflict import AmbiguousOrderError as AmbiguousOrderError
from customers.errors.conflict import AmbiguousReferenceError as AmbiguousReferenceError
from customers.errors.conflict import AmbiguousRunError as AmbiguousRunError
from customers.errors.conflict import BackupUnsealedError as BackupUnsealedError
from customers.errors.conflict import CannotMergeError as CannotMergeError
from customers.errors.conflict import CannotUndoError as CannotUndoError
from customers.errors.conflict import CannotUnmergeError as CannotUnmergeError
from customers.errors.conflict import ConcurrentUpdateError as ConcurrentUpdateError
from customers.errors.conflict import CustomerChangedError as CustomerChangedError
from customers.errors.conflict import EmailTakenError as EmailTakenError
from customers.errors.conflict import ExternalIdTakenError as ExternalIdTakenError
from customers.errors.conflict import FileAlreadyExistsError as FileAlreadyExistsError
from customers.errors.conflict import IdentityTakenError as IdentityTakenError
from customers.errors.conflict import RowConflictError as RowConflictError
from customers.errors.conflict import SegmentExistsError as SegmentExistsError
from customers.errors.conflict import SelectionChangedError as SelectionChangedError
from customers.errors.conflict import ShopNotEmptyError as ShopNotEmptyError
from customers.errors.conflict import ShortNameError as ShortNameError
from customers.errors.conflict import UndoCollisionError as UndoCollisionError
from customers.errors.database import BackupChangedError as BackupChangedError
from customers.errors.database import BackupUnusableError as BackupUnusableError
from customers.errors.database import CannotDistributeError as CannotDistributeError
from customers.errors.database import CannotReplaceError as CannotReplaceError
from customers.errors.database import CopyMismatchError as CopyMismatchError
from customers.errors.database import DatabaseFailedError as DatabaseFailedError
from customers.errors.database import DatabaseFileReplacedError as DatabaseFileReplacedError
from customers.errors.database import DatabaseMissingError as DatabaseMissingError
from customers.errors.database import DatabaseUnreachableError as DatabaseUnreachableError
from customers.errors.database import DocumentDamagedError as DocumentDamagedError
from customers.errors.database import ForeignDatabaseError as ForeignDatabaseError
from customers.errors.database import SchemaMissingError as SchemaMissingError
from customers.errors.database import SchemaOutdatedError as SchemaOutdatedError
from customers.errors.database import SchemaTooNewError as SchemaTooNewError
from customers.errors.database import SourceUnreachableError as SourceUnreachableError
from customers.errors.database import WorkerNodeError as WorkerNodeError
from customers.errors.lookup import AddressNotFoundError as AddressNotFoundError
from customers.errors.lookup import CustomerDeletedError as CustomerDeletedError
from customers.errors.lookup import CustomerErasedError as CustomerErasedError
from customers.errors.lookup import CustomerNotFoundError as CustomerNotFoundError
from customers.errors.lookup import CustomerUndoneError as CustomerUndoneError
from customers.errors.lookup import MergeNotFoundError as MergeNotFoundError
from customers.errors.lookup import OrderDeletedError as OrderDeletedError
from customers.errors.lookup import OrderNotFoundError as OrderNotFoundError
from customers.errors.lookup import RunNotFoundError as RunNotFoundError
from customers.errors.lookup import SegmentNotFoundError as SegmentNotFoundError
from customers.errors.lookup import SurvivorNamedError as SurvivorNamedError
from customers.errors.lookup import TagNotFoundError as TagNotFoundError
from customers.errors.partial import JobRunningError as JobRunningError
from customers.errors.partial import LockTimeoutError as LockTimeoutError
from customers.errors.partial import PartlyDoneError as PartlyDoneError
from customers.errors.partial import PartlyShownError as PartlyShownError
from customers.errors.partial import ProblemsFoundError as ProblemsFoundError
from customers.errors.usage import BrokenConfigurationError as BrokenConfigurationError
from customers.errors.usage import BrokenFileError as BrokenFileError
from customers.errors.usage import ConfirmationRequiredError as ConfirmationRequiredError
from customers.errors.usage import DeclinedError as DeclinedError
from customers.errors.usage import InvalidFieldError as InvalidFieldError
from customers.errors.usage import InvalidInputError as InvalidInputError
from customers.errors.usage import InvalidSettingError as InvalidSettingError
from customers.errors.usage import InvalidUrlError as InvalidUrlError
from customers.errors.usage import NothingSelectedError as NothingSelectedError
from customers.errors.usage import QueryFailedError as QueryFailedError
from customers.errors.usage import SelectionGuardError as SelectionGuardError
from customers.errors.usage import TagLimitError as TagLimitError
from customers.errors.usage import UnknownShopError as UnknownShopError
from customers.errors.usage import UnreadableFileError as UnreadableFileError
from customers.errors.usage import UntrustedFileError as UntrustedFileError
from customers.errors.usage import UnwritableFileError as UnwritableFileError
from customers.errors.usage import UsageError as UsageError
